/** The 24 characters of product keys: no vowels, and none that looks like another one (libosinfo checks groups only). proof: source */
export const KEY_CHARACTERS = "BCDFGHJKMPQRTVWXY2346789";

const GROUP = `[${KEY_CHARACTERS}]{5}`;

/** Five groups of five characters, as on Windows XP's stickers, in any case. Windows checks the rest. */
export const PRODUCT_KEY = new RegExp(`^(${GROUP}-){4}${GROUP}$`, "i");
