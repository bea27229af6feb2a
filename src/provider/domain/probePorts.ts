import { randomUUID } from "node:crypto";
import { hostPortUnusable } from "../../errors";
import { LibvirtError, type Libvirt } from "../../libvirt";
import { destroyDomain } from "../../libvirt/destroyDomain";
import { DomainStart } from "../../libvirt/flags";
import type { Domain } from "../../schema/domain/domain";
import { element, print, textElement } from "../../xml/tree/element";
import { parallelXml, serialXml } from "../../xml/domain/write/ports";
import { START_LIMIT, type DomainType } from "./accelerator";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";

/**
 * Has a guest without a disk, which never runs, opened with the ports: libvirt lists none of its host's, so that what it
 * says of this one is all that can be known of them. Those that the guest in question has already are not opened twice.
 */
export async function probePorts(
    libvirt: Libvirt,
    { name = "", serials, parallels }: Domain,
    type: DomainType,
    had: readonly string[],
): Promise<void> {
    const isNew = ({ path }: { path?: string | undefined }) =>
        path !== undefined && !had.includes(path);
    const [newSerials, newParallels] = [serials.filter(isNew), parallels.filter(isNew)];
    const ports = [...newSerials, ...newParallels].flatMap(({ path }) => path ?? []);
    if (ports.length === 0) return;
    const devices = [
        // Neither its log nor its interrupt is the host's affair.
        ...newSerials.map(({ type: kind, path }, port) => serialXml({ type: kind, path }, port)),
        ...newParallels.map(parallelXml),
    ];
    try {
        const flags = DomainStart.PAUSED | DomainStart.AUTODESTROY;
        const xml = print(probeXml(type, devices));
        const domain = await libvirt.call("domainCreateXML", { xml, flags }, START_LIMIT);
        await ignoreNotFound(destroyDomain(libvirt, domain));
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        throw hostPortUnusable({ name, ports, reason: error.message }, { cause: error });
    }
}

const probeXml = (type: DomainType, devices: ReturnType<typeof element>[]) =>
    element(
        "domain",
        { type },
        textElement("name", `xplab-probe-ports-${randomUUID().slice(0, 8)}`),
        textElement("memory", 16, { unit: "MiB" }),
        textElement("vcpu", 1),
        element("os", {}, element("type", { arch: "x86_64", machine: "pc" }, "hvm")),
        element(
            "devices",
            {},
            element("controller", { type: "usb", index: 0, model: "none" }),
            devices,
            element("memballoon", { model: "none" }),
        ),
    );
