import type { Stats } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { MAX_PATH_LENGTH, nameProblem } from "./windowsNames";

/** A file or folder below the packed folder. */
export interface TreeEntry {
    /** Path in the tree, with slashes. */
    readonly path: string;
    /** Path of its content below the same folder; differs from `path` behind a link. */
    readonly source: string;
    readonly isFolder: boolean;
    readonly bytes: number;
    /** Size, times and inode; while they stay, so does the content. */
    readonly traits: string;
}

export interface Tree {
    /** In the order of their paths. */
    readonly entries: readonly TreeEntry[];
    /** Entries that cannot be packed, each as a clause: `"a:b" has ":" in its name`. */
    readonly problems: readonly string[];
}

/** A folder with more is the wrong one. */
const MAX_ENTRIES = 20_000;

/** Windows XP reads one extent of an ISO 9660 file, whose length has 32 bits. proof: source */
const MAX_FILE_BYTES = 2 ** 32 - 1;

/** Lists everything below a folder; follows links that stay in it. */
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
            ? "differs from another name only in case"
            : place.length > MAX_PATH_LENGTH
              ? `has a path of ${place.length} characters, and Windows allows ${MAX_PATH_LENGTH}`
              : nameProblem(name);
        taken.add(name.toLowerCase());
        const target = wrong ?? (await targetOf(join(folder, name), walk.root, above));
        if (typeof target === "string") {
            refuse(target);
            continue;
        }
        if (walk.entries.length === MAX_ENTRIES) {
            walk.problems.push(`it has more than ${MAX_ENTRIES} files and folders`);
            return;
        }
        walk.entries.push(entryOf(walk.root, place, target));
        if (target.stats.isDirectory()) {
            await visit(walk, place, target.file, [...above, target.file]);
        }
    }
}

interface Target {
    readonly file: string;
    readonly stats: Stats;
}

/** The file or folder behind a name, or why it cannot be packed. */
async function targetOf(
    file: string,
    root: string,
    above: readonly string[],
): Promise<Target | string> {
    const stats = await lstat(file);
    const target = stats.isSymbolicLink() ? await linkTarget(file, root, above) : { file, stats };
    if (typeof target === "string" || target.stats.isDirectory()) return target;
    if (!target.stats.isFile()) return "is neither a file nor a folder";
    return target.stats.size > MAX_FILE_BYTES ? "is larger than 4 GiB" : target;
}

async function linkTarget(
    link: string,
    root: string,
    above: readonly string[],
): Promise<Target | string> {
    const file = await realpath(link).catch(() => undefined);
    if (file === undefined) return "is a link to nothing";
    if (above.includes(file)) return "is a link to a folder above it";
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
