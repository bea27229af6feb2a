import type { Libvirt, StoragePool } from "../../libvirt";
import { StoragePoolXml } from "../../libvirt/flags";
import { parse } from "../../xml/tree/parse";
import { readPool } from "../../xml/storage/poolReading";

/** Names of the volumes in the pool during an installation. */
export interface InstallationNames {
    /** The guest's disk; the installed volume is a copy of it. */
    readonly part: string;
    readonly cd: string;
    /** The second CD, if there is one. */
    readonly media: string;
    readonly floppy: string;
}

export type InstallationPaths = InstallationNames;

/** Derived from the volume's name, so that a later run finds them. */
export const namesFor = (volume: string): InstallationNames => ({
    part: `${volume}.part`,
    cd: `${volume}.cd`,
    media: `${volume}.media`,
    floppy: `${volume}.floppy`,
});

/** The installed volume of a disk's path. */
export const volumeOfPart = (path: string): string => path.replace(/\.part$/, "");

/** Their future paths: the domain is defined before they are created. */
export async function pathsIn(
    libvirt: Libvirt,
    pool: StoragePool,
    names: InstallationNames,
): Promise<InstallationPaths> {
    const flags = StoragePoolXml.INACTIVE;
    const { path } = readPool(parse(await libvirt.call("storagePoolGetXMLDesc", { pool, flags })));
    if (typeof path !== "string") throw new Error(`pool "${pool.name}" has no folder`);
    const at = (name: string) => `${path}/${name}`;
    const { part, cd, media, floppy } = names;
    return { part: at(part), cd: at(cd), media: at(media), floppy: at(floppy) };
}
