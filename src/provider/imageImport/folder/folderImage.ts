import { types } from "node:util";
import { folderChanged } from "../../../errors";
import { sha256Of } from "../source/hashOfFile";
import { digestOf, traitsOf } from "./checkFolder";
import { readTree } from "./folderTree";
import { withIsoImage } from "./isoImage";

interface CheckedFolder {
    readonly folder: string;
    /** The hash of names and content that Check found. */
    readonly sha256?: string | undefined;
}

/** Packs a folder as an ISO image and lends it to `use`. Refuses a folder that has changed since Check, or while it is packed. */
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

/** Check could read the folder, so a failure to read it is a change. */
const refuseAs = (folder: string) => (error: unknown) => {
    if (!types.isNativeError(error) || !("syscall" in error)) throw error;
    throw folderChanged({ folder }, { cause: error });
};
