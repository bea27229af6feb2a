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
    /** Permission bits, user id and group id of its file. */
    readonly access: { readonly mode: number; readonly owner: number; readonly group: number };
}

/** The volume of an id `pool/name`; undefined when it or its pool is gone. Throws if the pool is inactive. */
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

/** Succeeds when the volume is already gone. */
export async function deleteVolume(libvirt: Libvirt, volume: StorageVolume): Promise<void> {
    await ignoreNotFound(libvirt.call("storageVolDelete", { volume }));
    forgetVolume(libvirt, volume);
}

/**
 * Like `findVolume`, for a volume that has a file. Removes a volume from libvirt's list if its file was deleted outside libvirt,
 * so that the name is free again.
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

/** Deletes the volume of an id, if it exists. */
export async function removeVolume(libvirt: Libvirt, id: string): Promise<void> {
    const volume = await findVolume(libvirt, id);
    if (volume !== undefined) await deleteVolume(libvirt, volume);
}

/** The allocated bytes of the volume of a path; 0 if it does not exist. */
export async function allocationAt(libvirt: Libvirt, path: string): Promise<number> {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path }));
    const info = volume && (await ignoreNotFound(libvirt.call("storageVolGetInfo", { volume })));
    return Number(info?.allocation ?? 0);
}

/** Deletes the volume of a path, if it exists. */
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

/** Checks that a format is one that we can pass to QEMU. */
export function formatOf(format: string | undefined, name: string): BackingImage["format"] {
    const known = DiskFormat.safeParse(format);
    if (known.success) return known.data;
    throw formatUnknown({ name, format: format ?? "unknown", known: DiskFormat.options });
}
