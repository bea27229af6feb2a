import type { FileHandle } from "node:fs/promises";
import { types } from "node:util";
import { setupCdUnreadable, type Finding } from "../../errors";
import { IsoError, readIsoRoot } from "../../iso";
import { openRegular } from "../../diskImage/regularFile";
import type { Edition } from "../../xp/editions";
import { validateSetupCd } from "../../xp/setup/setupCd";

/** What is wrong with a file as the CD that installs an edition; nothing when it is right. */
export async function setupCdFindings(file: string, edition: Edition): Promise<Finding[]> {
    try {
        const handle = await openRegular(file);
        try {
            const root = await readIsoRoot((offset, length) => readPart(handle, offset, length));
            return validateSetupCd({ file, ...root }, edition);
        } finally {
            await handle.close();
        }
    } catch (error) {
        const why = reasonOf(error);
        if (why === undefined) throw error;
        return [setupCdUnreadable(["iso"], { file, why })];
    }
}

async function readPart(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
}

/** Undefined for what is no fault of the file. */
function reasonOf(error: unknown): string | undefined {
    if (error instanceof IsoError) return error.message;
    if (!types.isNativeError(error) || !("code" in error)) return undefined;
    return REASONS[String(error.code)] ?? error.message;
}

const REASONS: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "its permissions do not allow it",
    ENOTREG: "it is not a regular file",
};
