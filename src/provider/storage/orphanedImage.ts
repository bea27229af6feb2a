import type { Libvirt, StorageVolume } from "../../libvirt";
import { print } from "../../xml/tree/element";
import { volumeXml } from "../../xml/storage/volume";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";
import { domainUsing, neighboursOf, refuseBelow } from "./volumeUsers";
import { deleteVolume, findVolume, removeVolume } from "./volumes";

/**
 * An image that its owner deletes while other volumes use it is orphaned: it stays until the last of them is deleted. An empty
 * volume `X.left` marks X as orphaned.
 */
const markOf = (id: string) => `${id}.left`;

/** Marks an image as orphaned; false when no volume uses it. */
export async function leaveToOthers(
    id: string,
    image: StorageVolume,
    { libvirt, log }: CallContext,
): Promise<boolean> {
    const { above } = await neighboursOf(libvirt, image.key);
    if (above.length === 0) return false;
    if ((await findVolume(libvirt, markOf(id))) === undefined) {
        const pool = await libvirt.call("storagePoolLookupByName", { name: image.pool });
        const layout = { name: markOf(image.name), format: "raw", capacityBytes: 0 } as const;
        await libvirt.call("storageVolCreateXML", { pool, xml: print(volumeXml(layout)) });
    }
    const names = above.map((user) => `"${user}"`).join(", ");
    log(
        "warning",
        `Volume "${id}" stays as backing file of ${names}, and is deleted with the last of them.`,
    );
    return true;
}

/** Deletes a volume that no other uses, and the image below it if that is orphaned and unused now. */
export async function deleteWithOrphans(
    libvirt: Libvirt,
    id: string,
    volume: StorageVolume,
): Promise<void> {
    // Looks once for both, because it lists all volumes of the host.
    const neighbours = await neighboursOf(libvirt, volume.key);
    refuseBelow(id, neighbours);
    await deleteVolume(libvirt, volume);
    if (neighbours.below !== undefined) await deleteOrphaned(libvirt, neighbours.below);
}

/** Deletes the image of a path if it is orphaned and unused. */
export async function deleteOrphaned(libvirt: Libvirt, below: string): Promise<void> {
    const image = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: below }));
    if (image === undefined) return;
    const id = `${image.pool}/${image.name}`;
    const isOrphaned = (await findVolume(libvirt, markOf(id))) !== undefined;
    if (!isOrphaned || (await neighboursOf(libvirt, image.key)).above.length > 0) return;
    // A volume of an inactive pool is not listed, but a domain that uses it is.
    if ((await domainUsing(libvirt, image.key)) !== undefined) return;
    await deleteVolume(libvirt, image);
    await clearOrphanMark(libvirt, id);
}

/** Gives an orphaned image an owner again. */
export const clearOrphanMark = (libvirt: Libvirt, id: string): Promise<void> =>
    removeVolume(libvirt, markOf(id));
