import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { folderNotEmpty, folderUnusable } from "../../../errors";
import { reasonOf } from "../../output/systemError";

/** Fills a folder that is empty or not there: with all that the work puts into a temporary one, or with nothing. */
export async function inStaging(
    folder: string,
    work: (staging: string) => Promise<void>,
): Promise<void> {
    const isThere = await requireEmpty(folder);
    const temporary = await makeTemporary(folder, isThere);
    // Unlike the temporary folder it has the mode that the user gives to new folders.
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

/** Of a repository that is new, and that the project is to go into. */
const REPOSITORY = ".git";

/** Whether the folder is there. */
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

/** On the file system of the folder, which may be a mount of its own. */
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
