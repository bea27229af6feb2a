import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { types } from "node:util";
import type { Failure } from "../schema/failures";
import type { Volume } from "../schema/volume";
import { addBorn, defaultedFields, withoutDefault } from "./defaults";
import { UserError } from "./errors";
import { HEADER_BYTES, qcow2Capacity } from "./qcow2Header";
import { isUnknown, type Properties } from "./wire";

/** Size, time and inode of the file when its SHA-256 was taken: unless they change, it is not read again. */
const SEEN = "__seen";

/** Fills in the SHA-256 of a source that does not name its own. */
export async function checkSource(
    source: Properties,
    old: Properties,
): Promise<{ source: Properties; failures: Failure[] }> {
    const file = source["file"];
    if (typeof file !== "string" || isUnknown(file)) return { source, failures: [] };
    const written = source["sha256"] !== undefined && !defaultedFields(source).has("sha256");
    try {
        const seen = await traitsOf(file);
        if (written || (old[SEEN] === seen && source["sha256"] === old["sha256"]))
            return { source: { ...source, [SEEN]: seen }, failures: [] };
        const sha256 = await sha256Of(file);
        const chosen = addBorn(withoutDefault(source, "sha256"), { sha256 });
        return { source: { ...chosen, [SEEN]: seen }, failures: [] };
    } catch (error) {
        const why = types.isNativeError(error) ? error.message : String(error);
        const reason = `must be a file that can be read here: ${why}`;
        return { source, failures: [{ property: "source.file", reason }] };
    }
}

/** The size that a guest will see of the file's content. */
export async function sourceCapacity(
    file: string,
    { format, encryption }: Pick<Volume, "format" | "encryption">,
): Promise<number> {
    try {
        return format === "raw"
            ? (await stat(file)).size
            : await headerCapacity(file, encryption !== undefined);
    } catch (error) {
        if (!types.isNativeError(error) || !("syscall" in error)) throw error;
        const what = `The source "${file}" cannot be read any more: ${error.message}.`;
        throw new UserError(what, "Put it back and run again.", { cause: error });
    }
}

async function headerCapacity(file: string, isEncrypted: boolean): Promise<number> {
    const handle = await open(file);
    try {
        const { buffer, bytesRead } = await handle.read(
            Buffer.alloc(HEADER_BYTES),
            0,
            HEADER_BYTES,
            0,
        );
        return qcow2Capacity(buffer.subarray(0, bytesRead), file, isEncrypted);
    } finally {
        await handle.close();
    }
}

async function traitsOf(file: string): Promise<string> {
    const { size, mtimeMs, ino } = await stat(file);
    return `${size}-${mtimeMs}-${ino}`;
}

async function sha256Of(file: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
    return hash.digest("hex");
}
