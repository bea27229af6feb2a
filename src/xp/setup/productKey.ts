/** Five groups of five, as on every sticker of Windows XP (libosinfo checks the same form, and Windows the rest). */
export const PRODUCT_KEY = /^([A-Za-z0-9]{5}-){4}[A-Za-z0-9]{5}$/;
