/** Joliet's limit (ECMA-119 Joliet 3.2.1: 128 bytes of UCS-2). */
const MAX_NAME_LENGTH = 64;

/** MAX_PATH without the drive's letter, colon and backslash, and without the final zero. */
export const MAX_PATH_LENGTH = 256;

/** Windows opens a device under these names, whatever the extension and the blanks before it. proof: wine */
const DEVICE = /^(con|prn|aux|nul|com[1-9]|lpt[1-9]) *(\.|$)/i;

/** Why Windows cannot open a file of this name, as a clause that follows the name. */
export function nameProblem(name: string): string | undefined {
    if (name.length > MAX_NAME_LENGTH) {
        return `has a name of ${name.length} characters, and a CD allows ${MAX_NAME_LENGTH}`;
    }
    const wrong = /[\\/:*?"<>|;]/.exec(name)?.[0];
    if (wrong !== undefined) return `has ${JSON.stringify(wrong)} in its name`;
    if (/[\p{Cc}\p{Cs}\ufffd]|[\u{10000}-\u{10ffff}]/u.test(name)) {
        return "has a character in its name that a CD cannot hold";
    }
    if (/[. ]$/.test(name)) return "has a name that ends with a dot or a space";
    if (DEVICE.test(name)) return "has the name of a device";
    return undefined;
}
