import type { StoragePool, StorageVolume } from "../../libvirt";
import type { Volume } from "../../schema/volume/volume";
import { withFolderImage } from "./folder/folderImage";
import { importImage } from "./importImage";
import type { CreateContext } from "../lifecycle/resource";

/** Imports a folder as a volume with an ISO image. */
export const importFolder = (
    inputs: Volume,
    folder: string,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> =>
    withFolderImage({ folder, sha256: inputs.source?.sha256 }, context.signal, (image) =>
        importImage(inputs, image, pool, context),
    );
