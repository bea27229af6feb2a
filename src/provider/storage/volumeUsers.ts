import { volumeInUse, volumeIsBackingFile } from "../../errors";
import type { Libvirt } from "../../libvirt";
import { domainFiles, volumeFiles } from "./hostFiles";

/** Deleting the disk of a running guest succeeds silently in libvirt, and the guest goes on on a deleted inode. */
export async function refuseUsedByDomain(libvirt: Libvirt, id: string, path: string) {
    const user = await domainUsing(libvirt, path);
    if (user !== undefined) throw volumeInUse({ id, domain: user });
}

/** Name of a domain that has a file among its disks, running or stored. */
export async function domainUsing(libvirt: Libvirt, path: string): Promise<string | undefined> {
    const domains = await domainFiles(libvirt);
    return domains.find(({ all }) => all.includes(path))?.domain.name;
}

/** An image below others must outlive them. */
export async function refuseBackingFile(libvirt: Libvirt, id: string, path: string) {
    refuseBelow(id, await neighboursOf(libvirt, path));
}

/** The same, for who has looked already. */
export function refuseBelow(id: string, { above }: Neighbours): void {
    if (above.length > 0) throw volumeIsBackingFile({ id, volumes: above });
}

/** What stands below and above a volume. */
export interface Neighbours {
    /** Path of the image below it. */
    readonly below: string | undefined;
    /** Ids of the volumes that have it as their backing file. */
    readonly above: readonly string[];
}

/** The neighbours of a file, in the active pools of a host. */
export async function neighboursOf(libvirt: Libvirt, path: string): Promise<Neighbours> {
    const volumes = await volumeFiles(libvirt);
    return {
        below: volumes.find(({ volume }) => volume.key === path)?.backing,
        above: volumes
            .filter(({ backing }) => backing === path)
            .map(({ volume }) => `${volume.pool}/${volume.name}`),
    };
}
