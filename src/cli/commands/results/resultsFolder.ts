import {
    mkdir,
    mkdtemp,
    readdir,
    readFile,
    realpath,
    rename,
    rm,
    writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { types } from "node:util";
import { resultsFolderTaken } from "../../../errors";
import { MARK_FILE } from "./resultNames";

/**
 * Fills a temporary folder beside the target, and moves it to the target when complete. An existing target must be empty or
 * contain an earlier fetch from the same domain.
 */
export async function withFreshFolder<T>(
    folder: string,
    domain: string,
    fill: (fresh: string) => Promise<T>,
): Promise<T> {
    const place = await realPlace(folder);
    await refuseForeign(place, domain);
    await mkdir(dirname(place), { recursive: true });
    const work = await mkdtemp(join(dirname(place), `.${basename(place)}-`));
    try {
        const fresh = join(work, "fresh");
        await mkdir(fresh);
        const result = await fill(fresh);
        await writeFile(join(fresh, MARK_FILE), `${JSON.stringify({ domain })}\n`, { flag: "wx" });
        await refuseForeign(place, domain);
        await replaceFolder(place, fresh, join(work, "old"));
        return result;
    } finally {
        await rm(work, { recursive: true, force: true });
    }
}

/** Follows links, so that a link to a folder stays a link. */
const realPlace = (folder: string) =>
    unlessMissing(realpath(folder)).then((found) => found ?? folder);

async function refuseForeign(folder: string, domain: string): Promise<void> {
    const names = await namesIn(folder);
    if (names === undefined || names.length === 0) return;
    const owner = names.includes(MARK_FILE) ? await ownerOf(folder) : undefined;
    if (owner === domain) return;
    const why =
        owner === undefined
            ? "it contains files that no earlier fetch wrote"
            : `it contains the results of domain "${owner}"`;
    throw resultsFolderTaken({ folder, why });
}

async function namesIn(folder: string): Promise<string[] | undefined> {
    try {
        return await unlessMissing(readdir(folder));
    } catch (error) {
        if (!hasCode(error, "ENOTDIR")) throw error;
        throw resultsFolderTaken({ folder, why: "it is a file" }, { cause: error });
    }
}

/** The domain in the mark; undefined when the mark is not ours. */
async function ownerOf(folder: string): Promise<string | undefined> {
    try {
        const mark: unknown = JSON.parse(await readFile(join(folder, MARK_FILE), "utf8"));
        const isMark = typeof mark === "object" && mark !== null && "domain" in mark;
        return isMark && typeof mark.domain === "string" ? mark.domain : undefined;
    } catch (error) {
        if (error instanceof SyntaxError) return undefined;
        throw error;
    }
}

async function replaceFolder(place: string, fresh: string, old: string): Promise<void> {
    const had = await unlessMissing(rename(place, old).then(() => true));
    try {
        await rename(fresh, place);
    } catch (error) {
        if (had === true) await rename(old, place);
        throw error;
    }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
    try {
        return await work;
    } catch (error) {
        if (hasCode(error, "ENOENT")) return undefined;
        throw error;
    }
}

const hasCode = (error: unknown, code: string) =>
    types.isNativeError(error) && "code" in error && error.code === code;
