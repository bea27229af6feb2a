import { stat } from "node:fs/promises";
import type { StoragePool, StorageVolume } from "../../libvirt";
import type { InstalledVolume } from "../../schema/installedVolume";
import { createVolume } from "../storage/createVolume";
import { unreadable } from "../../diskImage/imageFile";
import { withFolderImage } from "../imageImport/folder/folderImage";
import { orNoSpace, refuseFullPool } from "../storage/poolSpace";
import type { CreateContext } from "../lifecycle/resource";
import { uploadImage } from "../imageImport/upload/uploadImage";

/** Uploads the image of a CD into a pool; undone when the create fails later. */
export async function createCd(
    { file, sha256 }: InstalledVolume["cd"],
    name: string,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const bytes = await stat(file).then(
        ({ size }) => size,
        async (error: unknown) => {
            throw await unreadable(file, error);
        },
    );
    await refuseFullPool(context, pool, bytes, 1);
    const layout = { name, format: "raw", capacityBytes: bytes } as const;
    const volume = await createVolume(layout, pool, context);
    const storing = { pool, part: volume, imageBytes: bytes, copies: 1 };
    const image = { file, bytes, sha256, storedAs: "raw", beginning: Buffer.alloc(0) } as const;
    await orNoSpace(context, storing, () => uploadImage(image, volume, context));
    return volume;
}

/** Packs a folder as a CD and uploads it. */
export const createMedia = (
    media: NonNullable<InstalledVolume["media"]>,
    name: string,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> =>
    withFolderImage(media, context.signal, (image) => createCd(image, name, pool, context));
