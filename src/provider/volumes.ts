import type { Libvirt, StorageVolume } from "../libvirt";
import type { BackingImage } from "../schema/volume";
import { DiskFormat } from "../schema/leaves";
import { parse } from "../xml/parse";
import { first, textAt } from "../xml/query";
import { UserError } from "./errors";
import { found } from "./found";

/** A volume as libvirt describes it. */
export interface Image extends BackingImage {
    readonly capacityBytes: number;
    readonly backing: BackingImage | undefined;
    /** Whether every user of the host may read it. */
    readonly isPublic: boolean;
}

/** The volume of an id `pool/name`; undefined when it or its pool is gone. */
export async function findVolume(libvirt: Libvirt, id: string): Promise<StorageVolume | undefined> {
    const [poolName = "", ...rest] = id.split("/");
    const pool = await found(libvirt.call("storagePoolLookupByName", { name: poolName }));
    if (pool === undefined) return undefined;
    return found(libvirt.call("storageVolLookupByName", { pool, name: rest.join("/") }));
}

export async function requirePool(libvirt: Libvirt, name: string) {
    const pool = await found(libvirt.call("storagePoolLookupByName", { name }));
    if (pool !== undefined) return pool;
    throw new UserError(
        `Pool "${name}" is not on the host.`,
        "Set pool to the name of one that is, or declare it with a Pool resource.",
    );
}

export async function describeImage(libvirt: Libvirt, volume: StorageVolume): Promise<Image> {
    const xml = parse(await libvirt.call("storageVolGetXMLDesc", { volume }));
    const backing = textAt(xml, "backingStore", "path");
    return {
        file: textAt(xml, "target", "path") ?? volume.key,
        format: formatOf(first(xml, "target", "format")?.attributes["type"], volume.name),
        capacityBytes: Number(textAt(xml, "capacity")),
        isPublic: (parseInt(textAt(xml, "target", "permissions", "mode") ?? "0", 8) & 0o4) !== 0,
        backing:
            backing === undefined
                ? undefined
                : {
                      file: backing,
                      format: formatOf(
                          first(xml, "backingStore", "format")?.attributes["type"],
                          backing,
                      ),
                  },
    };
}

/** The images below one, nearest first. One that is in no pool ends the chain: nothing more is known of it. */
export async function backingChainOf(libvirt: Libvirt, image: Image): Promise<BackingImage[]> {
    if (image.backing === undefined) return [];
    const ref = await found(volumeByPath(libvirt, image.backing.file));
    if (ref === undefined) return [image.backing];
    const below = await describeImage(libvirt, ref);
    return [image.backing, ...(await backingChainOf(libvirt, below))];
}

const volumeByPath = (libvirt: Libvirt, path: string) =>
    libvirt.call("storageVolLookupByPath", { path });

function formatOf(format: string | undefined, name: string): BackingImage["format"] {
    const known = DiskFormat.safeParse(format);
    if (known.success) return known.data;
    throw new UserError(
        `"${name}" has the format "${format ?? "unknown"}".`,
        `Convert it to ${DiskFormat.options.join(" or ")}.`,
    );
}
