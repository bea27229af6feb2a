import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
    folderHashGiven,
    folderNeedsXorriso,
    folderInvalid,
    folderUnreadable,
    type Finding,
} from "../../../errors";
import { failureOf, type Failure } from "../../../schema/core/failures";
import { addDefaults, defaultedFields, withoutDefault } from "../../lifecycle/defaults";
import { messageOf } from "../../lifecycle/errors";
import { readTree, type Tree } from "./folderTree";
import { findXorriso } from "./isoImage";
import { sha256Of } from "../source/hashOfFile";
import { SEEN } from "../source/checkSource";
import { isUnknown, type Properties } from "../../lifecycle/wire";

const FOLDER = ["source", "folder"];

/** So many problems are listed at once; the rest are counted. */
const LISTED = 10;

/** Checks a folder and fills in the SHA-256 of its content, without packing it. */
export async function checkFolder(
    source: Properties,
    old: Properties,
): Promise<{ source: Properties; failures: Failure[] }> {
    const { folder } = source;
    if (typeof folder !== "string" || isUnknown(folder)) return { source, failures: [] };
    const failing = (finding: Finding) => ({ source, failures: [failureOf(finding)] });
    if (source["sha256"] !== undefined && !defaultedFields(source).has("sha256")) {
        return failing(folderHashGiven(["source", "sha256"]));
    }
    try {
        const tree = await readWhole(folder);
        if (tree.problems.length > 0) return failing(unfit(tree.problems));
        const seen = traitsOf(tree);
        if (old[SEEN] === seen && source["sha256"] === old["sha256"]) {
            return { source: { ...source, [SEEN]: seen }, failures: [] };
        }
        const sha256 = await digestOf(folder, tree);
        if (sha256 !== old["sha256"] && findXorriso() === undefined) {
            return failing(folderNeedsXorriso(FOLDER));
        }
        const chosen = addDefaults(withoutDefault(source, "sha256"), { sha256 });
        return { source: { ...chosen, [SEEN]: seen }, failures: [] };
    } catch (error) {
        return failing(folderUnreadable(FOLDER, { why: messageOf(error) }));
    }
}

/** Follows a link to the folder. */
async function readWhole(folder: string): Promise<Tree> {
    if (!(await stat(folder)).isDirectory()) throw new Error(`"${folder}" is a file`);
    return readTree(folder);
}

const unfit = (problems: readonly string[]) =>
    folderInvalid(FOLDER, {
        problems: problems.slice(0, LISTED),
        others: Math.max(problems.length - LISTED, 0),
    });

/** A hash of names, sizes, times and inodes. The files are not read again until it changes. */
export function traitsOf({ entries }: Tree): string {
    const hash = createHash("sha256");
    for (const { path, traits } of entries) hash.update(JSON.stringify([path, traits]));
    return hash.digest("hex");
}

/** A hash of names and content, without times: a fresh checkout of the same files has the same one. */
export async function digestOf(folder: string, { entries }: Tree): Promise<string> {
    const hash = createHash("sha256");
    for (const { path, source, isFolder } of entries) {
        const content = isFolder ? null : await sha256Of(join(folder, source));
        hash.update(JSON.stringify([path, content]));
    }
    return hash.digest("hex");
}
