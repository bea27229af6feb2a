import type { Stats } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { MAX_PATH_LENGTH, nameProblem } from "./windowsNames";

/** A file or folder below the one that is packed. */
export interface TreeEntry {
    /** Its place in the tree, with slashes. */
    readonly path: string;
    /** Where its content is, below the same folder: elsewhere when a link leads there. */
    readonly source: string;
    readonly isFolder: boolean;
    readonly bytes: number;
    /** Size, times and inode; unless they change, the content is taken to be the same. */
    readonly traits: string;
}

export interface Tree {
    /** In the order of their paths. */
    readonly entries: readonly TreeEntry[];
    /** What cannot be packed, each as a sentence's beginning and end: `"a:b" has ":" in its name`. */
    readonly problems: readonly string[];
}

/** Somebody named the wrong folder: this many files are no medium. */
const MAX_ENTRIES = 20_000;

/** An ISO 9660 file has one extent with a 32-bit length; Windows XP reads no more than that one. proof: source */
const MAX_FILE_BYTES = 2 ** 32 - 1;

/** Everything below a folder, links followed as long as they stay in it. */
export async function readTree(folder: string): Promise<Tree> {
    const root = await realpath(folder);
    const entries: TreeEntry[] = [];
    const problems: string[] = [];
    await visit({ root, entries, problems }, "", root, [root]);
    return { entries, problems };
}

interface Walk {
    readonly root: string;
    readonly entries: TreeEntry[];
    readonly problems: string[];
}

async function visit(
    walk: Walk,
    path: string,
    folder: string,
    above: readonly string[],
): Promise<void> {
    const names = (await readdir(folder)).sort();
    const taken = new Set<string>();
    for (const name of names) {
        const place = path === "" ? name : `${path}/${name}`;
        const refuse = (why: string) => walk.problems.push(`${JSON.stringify(place)} ${why}`);
        const wrong = taken.has(name.toLowerCase())
            ? "differs from its neighbour in upper and lower case alone"
            : place.length > MAX_PATH_LENGTH
              ? `has a path of ${place.length} characters, where Windows takes ${MAX_PATH_LENGTH}`
              : nameProblem(name);
        taken.add(name.toLowerCase());
        const target = wrong ?? (await targetOf(join(folder, name), walk.root, above));
        if (typeof target === "string") {
            refuse(target);
            continue;
        }
        if (walk.entries.length === MAX_ENTRIES) {
            walk.problems.push(`it holds more than ${MAX_ENTRIES} files and folders`);
            return;
        }
        walk.entries.push(entryOf(walk.root, place, target));
        if (target.stats.isDirectory())
            await visit(walk, place, target.file, [...above, target.file]);
    }
}

interface Target {
    readonly file: string;
    readonly stats: Stats;
}

/** What a name stands for, or why it cannot be packed. */
async function targetOf(
    file: string,
    root: string,
    above: readonly string[],
): Promise<Target | string> {
    const stats = await lstat(file);
    const target = stats.isSymbolicLink() ? await behindLink(file, root, above) : { file, stats };
    if (typeof target === "string" || target.stats.isDirectory()) return target;
    if (!target.stats.isFile()) return "is neither a file nor a folder";
    return target.stats.size > MAX_FILE_BYTES ? "is larger than 4 GiB" : target;
}

async function behindLink(
    link: string,
    root: string,
    above: readonly string[],
): Promise<Target | string> {
    const file = await realpath(link).catch(() => undefined);
    if (file === undefined) return "is a link to nothing";
    if (above.includes(file)) return "is a link to a folder that it is in";
    if (!file.startsWith(root + sep)) return "is a link that leads out of the folder";
    return { file, stats: await stat(file) };
}

const entryOf = (root: string, path: string, { file, stats }: Target): TreeEntry => ({
    path,
    source: relative(root, file),
    isFolder: stats.isDirectory(),
    bytes: stats.isDirectory() ? 0 : stats.size,
    traits: stats.isDirectory() ? "folder" : `${stats.size}-${stats.mtimeMs}-${stats.ino}`,
});
