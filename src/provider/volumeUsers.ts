import { volumeInUse, volumeIsBackingFile } from "../errors";
import type { Libvirt } from "../libvirt";
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
    const users = await volumesOn(libvirt, path);
    if (users.length > 0) throw volumeIsBackingFile({ id, volumes: users });
}

/** Ids of the volumes that have a file as their backing file. */
export async function volumesOn(libvirt: Libvirt, path: string): Promise<string[]> {
    const volumes = await volumeFiles(libvirt);
    return volumes
        .filter(({ backing }) => backing === path)
        .map(({ volume }) => `${volume.pool}/${volume.name}`);
}
