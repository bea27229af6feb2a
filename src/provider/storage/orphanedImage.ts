import type { Libvirt, StorageVolume } from "../../libvirt";
import { print } from "../../xml/tree/element";
import { volumeXml } from "../../xml/storage/volume";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";
import { domainUsing, neighboursOf, refuseBelow } from "./volumeUsers";
import { deleteVolume, findVolume, removeVolume } from "./volumes";

/**
 * An image that its owner deletes while others stand on it stays for them, and goes with the last of them: `X.left`, an
 * empty volume, says that nobody owns X.
 */
const markOf = (id: string) => `${id}.left`;

/** Leaves an image to those that stand on it; false when nothing does. */
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
    log("warning", `Volume "${id}" stays below ${names}, and goes with the last of them.`);
    return true;
}

/** Deletes a volume that nothing stands on, and the image below it when it was left to this one alone. */
export async function deleteWithOrphans(
    libvirt: Libvirt,
    id: string,
    volume: StorageVolume,
): Promise<void> {
    // One look for both: it lists all volumes of the host.
    const neighbours = await neighboursOf(libvirt, volume.key);
    refuseBelow(id, neighbours);
    await deleteVolume(libvirt, volume);
    if (neighbours.below !== undefined) await deleteOrphaned(libvirt, neighbours.below);
}

/** Deletes the image of a path when it was left to others and nothing needs it any more. */
export async function deleteOrphaned(libvirt: Libvirt, below: string): Promise<void> {
    const image = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: below }));
    if (image === undefined) return;
    const id = `${image.pool}/${image.name}`;
    const isOrphaned = (await findVolume(libvirt, markOf(id))) !== undefined;
    if (!isOrphaned || (await neighboursOf(libvirt, image.key)).above.length > 0) return;
    // Volumes of inactive pools are not seen; the domains on them are.
    if ((await domainUsing(libvirt, image.key)) !== undefined) return;
    await deleteVolume(libvirt, image);
    await clearOrphanMark(libvirt, id);
}

/** An image that is wanted again has an owner again. */
export const clearOrphanMark = (libvirt: Libvirt, id: string): Promise<void> =>
    removeVolume(libvirt, markOf(id));
