import { randomUUID } from "node:crypto";
import { Domain } from "../../schema/domain/domain";
import type { InstalledVolume } from "../../schema/installedVolume";
import { domainXml } from "../../xml/domain/write/domain";
import type { Element } from "../../xml/tree/element";
import type { DomainType } from "../domain/accelerator/accelerator";
import type { InstallationPaths } from "./installationFiles";

/** The owner of an installation, and its names on the host. */
export interface InstallationDomain {
    readonly name: string;
    readonly urn: string;
    readonly type: DomainType;
    readonly paths: InstallationPaths;
}

/**
 * The guest that installs itself. The empty disk precedes the CD in the boot order, so that restarts continue from the disk.
 * It has no network and no screen on the host: whoever reached it would own all machines made from it.
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
        // After a crash of the host the installation starts over, so writes need not reach its disk. Zeros take no room.
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
