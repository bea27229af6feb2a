import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
    folderHashGiven,
    folderNeedsXorriso,
    folderInvalid,
    folderUnreadable,
    type Finding,
} from "../../errors";
import { failureOf, type Failure } from "../../schema/core/failures";
import { addDefaults, defaultedFields, withoutDefault } from "../lifecycle/defaults";
import { messageOf } from "../lifecycle/errors";
import { readTree, type Tree } from "./folderTree";
import { findXorriso } from "./isoImage";
import { sha256Of } from "./hashOfFile";
import { SEEN } from "./sourceFile";
import { isUnknown, type Properties } from "../lifecycle/wire";

const FOLDER = ["source", "folder"];

/** So many are told at once; the rest are like them. */
const TOLD = 10;

/** Fills in what tells one folder's content from another's, without packing it. */
export async function checkFolder(
    source: Properties,
    old: Properties,
): Promise<{ source: Properties; failures: Failure[] }> {
    const { folder } = source;
    if (typeof folder !== "string" || isUnknown(folder)) return { source, failures: [] };
    const failing = (finding: Finding) => ({ source, failures: [failureOf(finding)] });
    if (source["sha256"] !== undefined && !defaultedFields(source).has("sha256"))
        return failing(folderHashGiven(["source", "sha256"]));
    try {
        const tree = await readWhole(folder);
        if (tree.problems.length > 0) return failing(unfit(tree.problems));
        const seen = traitsOf(tree);
        if (old[SEEN] === seen && source["sha256"] === old["sha256"])
            return { source: { ...source, [SEEN]: seen }, failures: [] };
        const sha256 = await digestOf(folder, tree);
        if (sha256 !== old["sha256"] && findXorriso() === undefined)
            return failing(folderNeedsXorriso(FOLDER));
        const chosen = addDefaults(withoutDefault(source, "sha256"), { sha256 });
        return { source: { ...chosen, [SEEN]: seen }, failures: [] };
    } catch (error) {
        return failing(folderUnreadable(FOLDER, { why: messageOf(error) }));
    }
}

/** Also what a link to the folder leads to. */
async function readWhole(folder: string): Promise<Tree> {
    if (!(await stat(folder)).isDirectory()) throw new Error(`"${folder}" is a file`);
    return readTree(folder);
}

const unfit = (problems: readonly string[]) =>
    folderInvalid(FOLDER, {
        problems: problems.slice(0, TOLD),
        others: Math.max(problems.length - TOLD, 0),
    });

/** Names, sizes, times and inodes: unless they change, the files are not read again. */
export function traitsOf({ entries }: Tree): string {
    const hash = createHash("sha256");
    for (const { path, traits } of entries) hash.update(JSON.stringify([path, traits]));
    return hash.digest("hex");
}

/** Names and content. Times are not part of it: a fresh check-out of the same files is the same. */
export async function digestOf(folder: string, { entries }: Tree): Promise<string> {
    const hash = createHash("sha256");
    for (const { path, source, isFolder } of entries) {
        const content = isFolder ? null : await sha256Of(join(folder, source));
        hash.update(JSON.stringify([path, content]));
    }
    return hash.digest("hex");
}
