import { volumeInUse, volumeIsBackingFile } from "../../errors";
import type { Libvirt } from "../../libvirt";
import { domainFiles, volumeFiles } from "./hostFiles";

/** libvirt silently deletes the disk of a running guest, which then writes to a deleted inode. */
export async function refuseUsedByDomain(libvirt: Libvirt, id: string, path: string) {
    const user = await domainUsing(libvirt, path);
    if (user !== undefined) throw volumeInUse({ id, domain: user });
}

/** Name of a domain that has a file among its disks, running or stored; undefined if none. */
export async function domainUsing(libvirt: Libvirt, path: string): Promise<string | undefined> {
    const domains = await domainFiles(libvirt);
    return domains.find(({ all }) => all.includes(path))?.domain.name;
}

/** Refuses to delete a volume that others use as backing file. */
export async function refuseBackingFile(libvirt: Libvirt, id: string, path: string) {
    refuseBelow(id, await neighboursOf(libvirt, path));
}

/** Like `refuseBackingFile`, with known neighbours. */
export function refuseBelow(id: string, { above }: Neighbours): void {
    if (above.length > 0) throw volumeIsBackingFile({ id, volumes: above });
}

/** The image below a volume, and the volumes above it. */
export interface Neighbours {
    /** Path of the image below it. */
    readonly below: string | undefined;
    /** Ids of the volumes that use it as backing file. */
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
