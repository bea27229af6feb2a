import { hasMagic, type ReadableImage } from "./image";
import type { ImageFile } from "./imageFile";
import { MAGICS } from "./magics";
import { openQcow2 } from "./qcow2Disk";
import { openRaw } from "./rawDisk";

/** Opens the disk in a qcow2 file; any other file is read as a raw disk. */
export const openImage = async (file: ImageFile): Promise<ReadableImage> =>
    (await hasMagic(file, MAGICS.qcow2))
        ? openQcow2(file.source, { readsCompressed: true })
        : openRaw(file.source, file.bytes);
