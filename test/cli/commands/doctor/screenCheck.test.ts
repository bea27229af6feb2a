import { screenCheck } from "../../../../src/cli/commands/doctor/screenCheck";
import type { Domain } from "../../../../src/libvirt";
import { fakeLibvirt } from "../../../provider/fakeLibvirt";
import { finding } from "./finding";

const check = finding([screenCheck]);

const MARK =
    "<metadata><xplab:mark xmlns:xplab='urn:xplab:mark:1' token='t' urn='urn:pulumi:dev::lab::libvirt:index:Domain::xp'/></metadata>";
const SOCKET = "<graphics type='vnc'><listen type='socket'/></graphics>";
const PORT = "<graphics type='vnc'><listen type='address' address='127.0.0.1'/></graphics>";

const domainXml = (graphics: string, mark = MARK) =>
    `<domain type='kvm'>${mark}<devices>${graphics}</devices></domain>`;

/** A host with these domains, by name. */
const host = (domains: Readonly<Record<string, string>>) => ({
    libvirt: () =>
        Promise.resolve(
            fakeLibvirt({
                connectListAllDomains: () =>
                    Object.keys(domains).map((name) => ({ name, uuid: name, id: 1 })),
                domainGetXMLDesc: ({ domain: { name } }: { domain: Domain }) => domains[name] ?? "",
            }).libvirt,
        ),
});
const withoutViewer = { find: () => undefined };

test("needs no viewer for screens on ports and for other users' screens", async () => {
    const domains = { port: domainXml(PORT), blind: domainXml(""), other: domainXml(SOCKET, "") };
    expect(await check("screens", { ...host(domains), ...withoutViewer })).toEqual({
        status: "ok",
        detail: "none on a socket",
    });
});

test("needs virt-viewer for screens on sockets", async () => {
    const domains = { port: domainXml(PORT), one: domainXml(SOCKET), two: domainXml(SOCKET) };
    expect(await check("screens", host(domains))).toEqual({
        status: "ok",
        detail: "virt-viewer opens those on sockets",
    });
    expect(await check("screens", { ...host(domains), ...withoutViewer })).toEqual({
        status: "warning",
        detail: "virt-viewer is not installed, the only viewer for screens on sockets: one, two",
        remedy: 'Install it: apt install virt-viewer. For root, "xplab console MACHINE" shows another way.',
    });
});
