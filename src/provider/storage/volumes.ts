import { formatUnknown, poolMissing, poolInactive } from "../../errors";
import { isOperationInvalid, type Libvirt, type StorageVolume } from "../../libvirt";
import type { BackingImage } from "../../schema/volume/volume";
import { DiskFormat } from "../../schema/core/leaves";
import { parse } from "../../xml/tree/parse";
import { first, textAt } from "../../xml/tree/query";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { forgetVolume } from "./hostFiles";

/** A volume as libvirt describes it. */
export interface Image extends BackingImage {
    readonly capacityBytes: number;
    readonly backing: BackingImage | undefined;
    /** Of its file: permission bits, and the numbers of user and group. */
    readonly access: { readonly mode: number; readonly owner: number; readonly group: number };
}

/** The volume of an id `pool/name`; undefined when it or its pool is gone. Of an inactive pool nothing is known. */
export async function findVolume(libvirt: Libvirt, id: string): Promise<StorageVolume | undefined> {
    const [poolName = "", ...rest] = id.split("/");
    const pool = await ignoreNotFound(libvirt.call("storagePoolLookupByName", { name: poolName }));
    if (pool === undefined) return undefined;
    try {
        const name = rest.join("/");
        return await ignoreNotFound(libvirt.call("storageVolLookupByName", { pool, name }));
    } catch (error) {
        if (!isOperationInvalid(error)) throw error;
        throw poolInactive({ pool: poolName, id }, { cause: error });
    }
}

/** One that is gone is deleted. */
export async function deleteVolume(libvirt: Libvirt, volume: StorageVolume): Promise<void> {
    await ignoreNotFound(libvirt.call("storageVolDelete", { volume }));
    forgetVolume(libvirt, volume);
}

/**
 * As `findVolume`, and what it finds has a file. One whose file was removed behind libvirt's back is struck off libvirt's
 * list, so that its name is free again.
 */
export async function findStoredVolume(
    libvirt: Libvirt,
    id: string,
): Promise<StorageVolume | undefined> {
    const ref = await findVolume(libvirt, id);
    if (ref === undefined) return undefined;
    const info = await ignoreNotFound(libvirt.call("storageVolGetInfo", { volume: ref }));
    if (info !== undefined) return ref;
    await deleteVolume(libvirt, ref);
    return undefined;
}

/** Deletes the volume of an id, if there is one. */
export async function removeVolume(libvirt: Libvirt, id: string): Promise<void> {
    const volume = await findVolume(libvirt, id);
    if (volume !== undefined) await deleteVolume(libvirt, volume);
}

/** How many bytes the volume of a path takes up; none when there is none. */
export async function allocationAt(libvirt: Libvirt, path: string): Promise<number> {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path }));
    const info = volume && (await ignoreNotFound(libvirt.call("storageVolGetInfo", { volume })));
    return Number(info?.allocation ?? 0);
}

/** Deletes the volume of a path, if there is one. */
export async function removeVolumeAt(libvirt: Libvirt, path: string): Promise<void> {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path }));
    if (volume !== undefined) await deleteVolume(libvirt, volume);
}

export async function requirePool(libvirt: Libvirt, name: string) {
    const pool = await ignoreNotFound(libvirt.call("storagePoolLookupByName", { name }));
    if (pool !== undefined) return pool;
    throw poolMissing({ name });
}

export async function describeImage(libvirt: Libvirt, volume: StorageVolume): Promise<Image> {
    const xml = parse(await libvirt.call("storageVolGetXMLDesc", { volume }));
    const backing = textAt(xml, "backingStore", "path");
    const permission = (name: string) => textAt(xml, "target", "permissions", name) ?? "0";
    return {
        file: textAt(xml, "target", "path") ?? volume.key,
        format: formatOf(first(xml, "target", "format")?.attributes["type"], volume.name),
        capacityBytes: Number(textAt(xml, "capacity")),
        access: {
            mode: parseInt(permission("mode"), 8),
            owner: Number(permission("owner")),
            group: Number(permission("group")),
        },
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

/** A format that QEMU can be told of. */
export function formatOf(format: string | undefined, name: string): BackingImage["format"] {
    const known = DiskFormat.safeParse(format);
    if (known.success) return known.data;
    throw formatUnknown({ name, format: format ?? "unknown", known: DiskFormat.options });
}
