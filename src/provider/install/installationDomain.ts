import { randomUUID } from "node:crypto";
import { Domain } from "../../schema/domain/domain";
import type { InstalledVolume } from "../../schema/installedVolume";
import { domainXml } from "../../xml/domain/write/domain";
import type { Element } from "../../xml/tree/element";
import type { DomainType } from "../domain/accelerator/accelerator";
import type { InstallationPaths } from "./installationFiles";

/** Whose installation it is, and what it is called on the host. */
export interface InstallationDomain {
    readonly name: string;
    readonly urn: string;
    readonly type: DomainType;
    readonly paths: InstallationPaths;
}

/**
 * The guest that installs: an empty disk before the CD in the boot order, so that its restarts go on from the disk. It
 * is on no network and has no screen on the host: whoever gets to it then would own all machines later.
 */
export function installationXml(
    {
        uuid,
        domain,
        media,
        diskBus,
    }: Pick<InstalledVolume, "uuid" | "domain" | "media" | "diskBus">,
    { name, urn, type, paths }: InstallationDomain,
): Element {
    const whole = Domain.inputs.parse({
        ...domain,
        name,
        uuid,
        title: `installs ${name}`,
        bootOrder: ["hd", "cdrom"],
        // A host that crashes begins anew, so nothing waits for its disk; zeros that the guest writes take no room.
        disks: {
            [TARGETS[diskBus]]: {
                bus: diskBus,
                file: paths.part,
                cache: "unsafe",
                discard: "unmap",
                detectZeroes: "unmap",
            },
        },
        cdroms: {
            hdc: { file: paths.cd },
            ...(media === undefined ? {} : { hdd: { file: paths.media } }),
        },
        floppies: { fda: { file: paths.floppy, readOnly: true } },
        serials: [{}],
    });
    return domainXml(whole, { type, mark: { token: randomUUID(), urn } });
}

const TARGETS: Readonly<Record<InstalledVolume["diskBus"], string>> = {
    ide: "hda",
    sata: "sda",
    virtio: "vda",
};
