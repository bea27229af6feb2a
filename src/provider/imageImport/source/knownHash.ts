import { stat, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { readRecord, writeRecord } from "../../cache/cacheRecord";
import { sha256Of } from "./hashOfFile";
import { cacheSubfolder } from "../../cache/cacheSubfolder";

/** The SHA-256 of a file. Reads the file only if it has changed since any run read it last. */
export async function knownSha256Of(
    file: string | FileHandle,
    signal?: AbortSignal,
    now: () => number = Date.now,
): Promise<string> {
    const before = await traitsOf(file);
    const known = await recall(before);
    if (known !== undefined) return known;
    const begun = now();
    const sha256 = await sha256Of(file, signal);
    // A second write within a tick of the clock does not change the times.
    const isOld = begun - before.changedMs > TICK_MILLISECONDS;
    if (isOld && isSame(before, await traitsOf(file))) await remember(before, sha256);
    return sha256;
}

/** Whether an earlier run found this SHA-256 and the file has not changed since. Does not read the file, which may be missing. */
export async function isKnownAs(file: string, sha256: string): Promise<boolean> {
    const traits = await traitsOf(file).catch(() => undefined);
    return traits !== undefined && (await recall(traits)) === sha256;
}

/** Longer than a tick of any file system's clock. */
const TICK_MILLISECONDS = 2000;

/** Changes with every write to a file, and when another file takes its place. */
interface Traits {
    readonly place: string;
    readonly state: string;
    readonly changedMs: number;
}

async function traitsOf(file: string | FileHandle): Promise<Traits> {
    const looking =
        typeof file === "string" ? stat(file, { bigint: true }) : file.stat({ bigint: true });
    const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = await looking;
    return {
        place: `${dev}-${ino}`,
        state: `${size}-${mtimeNs}-${ctimeNs}`,
        changedMs: Number(ctimeMs),
    };
}

const isSame = (one: Traits, other: Traits) =>
    one.place === other.place && one.state === other.state;

async function recall({ place, state }: Traits): Promise<string | undefined> {
    const record = await recordOf(place).catch(() => undefined);
    const text = record === undefined ? "" : await readRecord(record);
    const [of, sha256] = text.split(" ");
    return of === state ? sha256 : undefined;
}

/** Without a cache, the file is read again next time. */
async function remember({ place, state }: Traits, sha256: string): Promise<void> {
    const record = await recordOf(place).catch(() => undefined);
    if (record !== undefined) await writeRecord(record, `${state} ${sha256}`);
}

const recordOf = async (place: string) => join(await cacheSubfolder("hashes"), place);
