import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { folderNotEmpty, folderUnusable } from "../../../errors";
import { reasonOf } from "../../output/systemError";

/** Fills an empty or new folder with what the work writes to a temporary one; if the work fails, it stays as it was. */
export async function inStaging(
    folder: string,
    work: (staging: string) => Promise<void>,
): Promise<void> {
    const isThere = await requireEmpty(folder);
    const temporary = await makeTemporary(folder, isThere);
    // Unlike the temporary folder, it has the user's default mode.
    const staging = join(temporary, basename(folder));
    try {
        await mkdir(staging);
        await work(staging);
        if (isThere) await moveEntries(staging, folder);
        else await rename(staging, folder);
    } finally {
        await rm(temporary, { recursive: true, force: true });
    }
}

/** A project may be created in a new repository. */
const REPOSITORY = ".git";

/** Whether the folder exists; an error if it is not empty. */
async function requireEmpty(folder: string): Promise<boolean> {
    const entries = await entriesOf(folder);
    const entry = entries?.find((one) => one !== REPOSITORY);
    if (entry !== undefined) throw folderNotEmpty({ folder, entry });
    return entries !== undefined;
}

async function entriesOf(folder: string): Promise<string[] | undefined> {
    try {
        return await readdir(folder);
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException; // as all of node:fs
        if (code === "ENOENT") return undefined;
        throw folderUnusable({ folder, why: reasonOf(error) }, { cause: error });
    }
}

/** A temporary folder on the target's file system, which may be a separate mount. */
async function makeTemporary(folder: string, isThere: boolean): Promise<string> {
    const stem = isThere ? join(folder, ".new-") : join(dirname(folder), `.${basename(folder)}-`);
    try {
        return await mkdtemp(stem);
    } catch (error) {
        throw folderUnusable({ folder, why: reasonOf(error) }, { cause: error });
    }
}

async function moveEntries(from: string, to: string): Promise<void> {
    for (const name of await readdir(from)) await rename(join(from, name), join(to, name));
}
