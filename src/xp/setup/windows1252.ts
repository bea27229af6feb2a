/** The characters of bytes 0x80 to 0x9f; a space for unused bytes. The others are as in Latin-1. */
const FROM_80 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/**
 * Encodes a text in Windows-1252, which Western European setup reads; undefined if that lacks a character. Each byte
 * becomes a character U+0000 to U+00FF, so that the result stays a string.
 */
export function windows1252(text: string): string | undefined {
    // Node 20's TextDecoder treats the code page as Latin-1.
    const bytes = Array.from(text, byteOf);
    return bytes.includes(undefined) ? undefined : bytes.join("");
}

function byteOf(character: string): string | undefined {
    const isLatin1 = character < "\x80" || (character >= "\xa0" && character <= "\xff");
    if (isLatin1) return character;
    const index = FROM_80.indexOf(character);
    return index < 0 ? undefined : String.fromCharCode(0x80 + index);
}
