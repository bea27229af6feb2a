import { stat } from "node:fs/promises";
import { UserError } from "../../../errors";
import type { Failure } from "../../../schema/core/failures";
import { SourceFormat } from "../../../schema/volume/volume";
import { addDefaults, defaultedFields, withoutDefault } from "../../lifecycle/defaults";
import { unreadable } from "../../../diskImage/imageFile";
import { inspectImage, type Expected } from "../../../diskImage/inspectImage";
import { knownSha256Of } from "./knownHash";
import { isUnknown, type Properties } from "../../lifecycle/wire";

/** Size, time and inode of the file when it was hashed. It is not read again until they change. */
export const SEEN = "__seen";

interface CheckedSource {
    readonly source: Properties;
    readonly failures: readonly Failure[];
}

/**
 * Inspects the header of a source file, and fills in its SHA-256 if the program does not set one. A URL is not opened before
 * the create.
 */
export async function checkSource(
    source: Properties,
    old: Properties,
    volume: Properties,
): Promise<CheckedSource> {
    const file = source["file"];
    if (typeof file !== "string" || isUnknown(file) || file === "") return { source, failures: [] };
    const isWritten = source["sha256"] !== undefined && !defaultedFields(source).has("sha256");
    try {
        const seen = await traitsOf(file);
        const isKnown = old[SEEN] === seen && source["sha256"] === old["sha256"];
        const isThorough = !isWritten && !isKnown;
        await refuseUnusable(file, source, volume, { isThorough, isNew: !isKnown });
        const chosen = isThorough
            ? addDefaults(withoutDefault(source, "sha256"), { sha256: await knownSha256Of(file) })
            : source;
        return { source: { ...chosen, [SEEN]: seen }, failures: [] };
    } catch (error) {
        const refusal = await unreadable(file, error);
        if (!(refusal instanceof UserError)) throw refusal;
        return { source, failures: [{ property: "source.file", reason: refusal.message }] };
    }
}

async function refuseUnusable(
    file: string,
    source: Properties,
    volume: Properties,
    looks: Pick<Expected, "isThorough" | "isNew">,
): Promise<void> {
    const { format, encryption } = volume;
    const said = source["format"];
    if ([said, format, encryption].some(isUnknown)) return;
    const known = SourceFormat.optional().safeParse(
        said ?? (format === "raw" ? format : undefined),
    );
    // The schema's own check reports an invalid format.
    if (!known.success) return;
    await inspectImage(file, {
        format: known.data,
        isEncrypted: encryption !== undefined,
        ...looks,
    });
}

async function traitsOf(file: string): Promise<string> {
    const { size, mtimeMs, ino } = await stat(file);
    return `${size}-${mtimeMs}-${ino}`;
}
