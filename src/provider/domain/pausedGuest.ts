import { randomUUID } from "node:crypto";
import type { Domain as LibvirtDomain, Libvirt } from "../../libvirt";
import { destroyDomain } from "../../libvirt/destroyDomain";
import { DomainStart } from "../../libvirt/flags";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { element, print, textElement, type Element } from "../../xml/tree/element";
import { START_LIMIT, type DomainType } from "./accelerator/accelerator";

interface PausedGuest {
    /** Beginning of its name. */
    readonly prefix: string;
    readonly type: DomainType;
    readonly devices: readonly Element[];
}

/** Runs `work` with a guest that has only these devices and never runs. libvirt destroys it with the connection. */
export async function withPausedGuest(
    libvirt: Libvirt,
    guest: PausedGuest,
    work: (domain: LibvirtDomain) => Promise<void>,
): Promise<void> {
    const flags = DomainStart.PAUSED | DomainStart.AUTODESTROY;
    const args = { xml: print(definitionOf(guest)), flags };
    const domain = await libvirt.call("domainCreateXML", args, START_LIMIT);
    try {
        await work(domain);
    } finally {
        await ignoreNotFound(destroyDomain(libvirt, domain));
    }
}

const definitionOf = ({ prefix, type, devices }: PausedGuest) =>
    element(
        "domain",
        { type },
        textElement("name", `${prefix}-${randomUUID().slice(0, 8)}`),
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
