/** What the bytes from 0x80 to 0x9f stand for; a space where they stand for nothing. The others are those of Latin-1. */
const FROM_80 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/**
 * A text as bytes of Windows-1252, in which Western European setup reads answers; undefined when it cannot say it. A
 * byte stands for U+0000 to U+00FF of the result, so that the text can travel as one.
 */
export function windows1252(text: string): string | undefined {
    // TextDecoder of Node 20 takes the code page for Latin-1.
    const bytes = Array.from(text, byteOf);
    return bytes.includes(undefined) ? undefined : bytes.join("");
}

function byteOf(character: string): string | undefined {
    const isLatin1 = character < "\x80" || (character >= "\xa0" && character <= "\xff");
    if (isLatin1) return character;
    const index = FROM_80.indexOf(character);
    return index < 0 ? undefined : String.fromCharCode(0x80 + index);
}
