/** Lies beside the files of a fetch, so that the next one knows what it may replace. */
export const MARK_FILE = ".xplab-results.json";

/** File systems here take 255 bytes; a name on FAT may have three times as many. */
const MAX_NAME_BYTES = 255;

/** So that the whole path stays what a program can open, wherever the folder is. */
export const MAX_PATH_BYTES = 2048;
export const MAX_DEPTH = 64;

/** What a guest may not call a file, since it would lead elsewhere, or deceive whoever lists it; goes on from the name. */
export function resultNameProblem(name: string): string | undefined {
    if (name === "" || name === "." || name === "..") return "is no name of a file";
    if (/[\\/:*?"<>|]/.test(name)) return "has a character in its name that Windows does not allow";
    // Controls, halves of characters, and what turns round the direction of writing.
    if (/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(name))
        return "has a control character in its name";
    if (Buffer.byteLength(name) > MAX_NAME_BYTES)
        return "has a name that is too long for this system";
    return undefined;
}

/** By which two names are the same on a file system that ignores case. */
export const folded = (name: string): string => name.normalize("NFC").toLowerCase();
