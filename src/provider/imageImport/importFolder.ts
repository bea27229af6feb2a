import { types } from "node:util";
import { folderChanged } from "../../errors";
import type { StoragePool, StorageVolume } from "../../libvirt";
import type { Volume } from "../../schema/volume/volume";
import { readTree } from "./folderTree";
import { importContent } from "./importContent";
import { withIsoImage } from "./isoImage";
import type { CreateContext } from "../lifecycle/resource";
import { sha256Of } from "./hashOfFile";
import { digestOf, traitsOf } from "./sourceFolder";

/** A volume with an ISO image of a folder. */
export const importFolder = (
    inputs: Volume,
    folder: string,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> =>
    withFolderImage({ folder, sha256: inputs.source?.sha256 }, context.signal, (image) =>
        importContent(inputs, image, pool, context),
    );

/** A folder as it was checked: SHA-256 of its names and contents. */
interface CheckedFolder {
    readonly folder: string;
    readonly sha256?: string | undefined;
}

/** Lends an ISO image of a folder, which must be as it was checked from before it is read until after. */
export async function withFolderImage<T>(
    { folder, sha256: checked }: CheckedFolder,
    signal: AbortSignal,
    use: (image: { readonly file: string; readonly sha256: string }) => Promise<T>,
): Promise<T> {
    const tree = await read(folder);
    const digest = await digestOf(folder, tree).catch(refuseAs(folder));
    if (tree.problems.length > 0 || digest !== checked) throw folderChanged({ folder });
    return withIsoImage(folder, tree.entries, signal, async (file) => {
        if (traitsOf(await read(folder)) !== traitsOf(tree)) throw folderChanged({ folder });
        return use({ file, sha256: await sha256Of(file) });
    });
}

const read = (folder: string) => readTree(folder).catch(refuseAs(folder));

/** What could be read when it was checked. */
const refuseAs = (folder: string) => (error: unknown) => {
    if (!types.isNativeError(error) || !("syscall" in error)) throw error;
    throw folderChanged({ folder }, { cause: error });
};
