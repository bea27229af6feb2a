import type { StoragePool, StorageVolume } from "../../libvirt";
import type { VolumeLayout } from "../../xml/storage/volume";
import type { Volume } from "../../schema/volume/volume";
import { copyVolume } from "../storage/copyVolume";
import { createVolume } from "../storage/createVolume";
import { formatVolume } from "./formatVolume";
import type { CreateContext } from "../lifecycle/resource";
import { deleteVolume, findStoredVolume } from "../storage/volumes";

type Formatted = VolumeLayout & Pick<Volume, "filesystem">;

/**
 * Creates a volume with an empty file system. For a qcow2 volume the host copies a formatted raw one, `X.part`, which marks X as
 * half made.
 *
 * @param there The volume of an earlier run, whole or not.
 */
export async function formattedVolume(
    layout: Formatted,
    there: StorageVolume | undefined,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    if (layout.format === "raw") {
        const made = there ?? (await createVolume(layout, pool, context));
        await formatVolume(made, layout, context);
        return made;
    }
    const { libvirt } = context;
    const name = `${layout.name}.part`;
    const left = await findStoredVolume(libvirt, `${pool.name}/${name}`);
    if (there !== undefined && left === undefined) return there;
    for (const half of [there, left]) if (half !== undefined) await deleteVolume(libvirt, half);
    const raw = { name, format: "raw", capacityBytes: layout.capacityBytes } as const;
    const part = await createVolume(raw, pool, context);
    await formatVolume(part, layout, context);
    const made = await copyVolume(part, pool, layout, context);
    await deleteVolume(libvirt, part);
    return made;
}
