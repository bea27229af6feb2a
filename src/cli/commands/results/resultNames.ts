/** Marks a folder of fetched results, which the next fetch may replace. */
export const MARK_FILE = ".xplab-results.json";

/** Limit of Linux file systems; a name on FAT can have three times as many bytes. */
const MAX_NAME_BYTES = 255;

/** Leaves room for the target folder's own path below the system's limit of 4096 bytes. */
export const MAX_PATH_BYTES = 2048;
export const MAX_DEPTH = 64;

/** Why a name of a guest is refused: it would lead elsewhere or deceive the reader. Continues the name; undefined if allowed. */
export function resultNameProblem(name: string): string | undefined {
    if (name === "" || name === "." || name === "..") return "is not a file name";
    if (/[\\/:*?"<>|]/.test(name)) return "has a character in its name that Windows does not allow";
    // Control characters, lone surrogates, and characters that reverse the direction of writing.
    if (/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(name)) {
        return "has a control character in its name";
    }
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
        return "has a name that is too long for this system";
    }
    return undefined;
}

/** Two names with the same folded form are the same on a file system that ignores case. */
export const folded = (name: string): string => name.normalize("NFC").toLowerCase();
