import { Readable } from "node:stream";
import { FLOPPY_BYTES, formatFloppy } from "../../fat";
import type { Libvirt, StoragePool, StorageVolume } from "../../libvirt";
import { createVolume } from "../storage/createVolume";
import type { CreateContext } from "../lifecycle/resource";
import { deleteVolume, findVolume } from "../storage/volumes";

/** Creates a floppy with files in a pool, readable by root and QEMU's user only; undone when the create fails later. */
export async function createFloppy(
    name: string,
    files: Readonly<Record<string, string>>,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { libvirt, undo, signal } = context;
    const layout = { name, format: "raw", capacityBytes: FLOPPY_BYTES, mode: "0600" } as const;
    const floppy = await createVolume(layout, pool, context);
    undo(() => destroyFloppy(libvirt, `${pool.name}/${name}`));
    const contents = Object.entries(files).map(
        ([file, text]) => [file, Buffer.from(text, "latin1")] as const,
    );
    const disk = formatFloppy(new Map(contents), SERIAL);
    await libvirt.upload(floppy, Readable.from([disk]), { signal });
    return floppy;
}

/** Nothing identifies floppies by it. */
const SERIAL = 0;

/** Overwrites and deletes a floppy, if it exists. */
export async function destroyFloppy(libvirt: Libvirt, id: string): Promise<void> {
    const floppy = await findVolume(libvirt, id);
    if (floppy === undefined) return;
    await libvirt.upload(floppy, Readable.from([Buffer.alloc(FLOPPY_BYTES)]));
    await deleteVolume(libvirt, floppy);
}
