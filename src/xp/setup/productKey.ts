/** Five groups of five characters, as on Windows XP's stickers. libosinfo checks the same format, Windows the rest. */
export const PRODUCT_KEY = /^([A-Za-z0-9]{5}-){4}[A-Za-z0-9]{5}$/;
