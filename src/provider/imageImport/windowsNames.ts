/** What Joliet has room for (ECMA-119 Joliet 3.2.1: 128 bytes of UCS-2). */
const MAX_NAME_LENGTH = 64;

/** MAX_PATH without a drive's letter, colon and backslash in front and the zero behind. */
export const MAX_PATH_LENGTH = 256;

/** Programs that open one of these talk to a device, whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)/i;

/** What keeps a file of this name from being opened on Windows; goes on from the name. */
export function nameProblem(name: string): string | undefined {
    if (name.length > MAX_NAME_LENGTH)
        return `has a name of ${name.length} characters, where a CD takes ${MAX_NAME_LENGTH}`;
    const wrong = /[\\/:*?"<>|;]/.exec(name)?.[0];
    if (wrong !== undefined) return `has ${JSON.stringify(wrong)} in its name`;
    if (/[\p{Cc}\p{Cs}\ufffd]|[\u{10000}-\u{10ffff}]/u.test(name))
        return "has a character in its name that a CD has no place for";
    if (/[. ]$/.test(name)) return "has a name that ends with a dot or a space";
    if (DEVICE.test(name)) return "has the name of a device";
    return undefined;
}
