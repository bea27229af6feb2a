/*
 * Text from a guest can control the terminal it is printed on (ECMA-48, xterm's control sequences): set the title, read
 * and write the clipboard, send keys, report the mouse, or hide the text that follows.
 */

const ESCAPE = 0x1b;
const BELL = 0x07;
/** Control characters that only move within a line or to the next one. */
const KEPT = new Set([0x08, 0x09, 0x0a, 0x0d]);

/** A sequence without an end hides at most this many characters. */
const LONGEST_SEQUENCE = 4096;

type State = "text" | "escape" | "control" | "string" | "string escape";

/** Keeps the text of a hostile stream and drops everything that controls a terminal. */
export class PlainText {
    readonly #decoder = new TextDecoder();
    #state: State = "text";
    #length = 0;

    /** The text in the next chunk of the stream. */
    next(bytes: Uint8Array): string {
        let text = "";
        for (const character of this.#decoder.decode(bytes, { stream: true })) {
            if (this.#isText(character)) text += character;
        }
        return text;
    }

    #isText(character: string): boolean {
        const code = character.codePointAt(0) ?? 0;
        if (this.#state === "text") return this.#inText(code);
        this.#length += 1;
        this.#state = this.#length > LONGEST_SEQUENCE ? "text" : this.#after(code);
        return false;
    }

    #inText(code: number): boolean {
        const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
        if (!isControl) return !BIDI_CONTROLS.test(String.fromCodePoint(code));
        this.#length = 0;
        this.#state = code === ESCAPE ? "escape" : (EIGHT_BIT.get(code) ?? "text");
        return KEPT.has(code);
    }

    /** The state after the next character of a sequence. */
    #after(code: number): State {
        if (code === 0x18 || code === 0x1a) return "text"; // CAN and SUB cancel a sequence
        switch (this.#state) {
            case "escape":
                return afterEscape(code);
            case "control":
                return code === ESCAPE
                    ? "escape"
                    : code >= 0x40 && code <= 0x7e
                      ? "text"
                      : "control";
            case "string":
                if (code === BELL || code === 0x9c) return "text";
                return code === ESCAPE ? "string escape" : "string";
            case "string escape":
                return code === 0x5c ? "text" : afterEscape(code);
            case "text":
                return "text";
        }
    }
}

/** The same for a whole text. */
export const plainText = (text: string): string => new PlainText().next(Buffer.from(text));

/** Characters that reverse the direction of writing, so that a line reads as another one. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/;

/** 8-bit control characters that start a sequence: CSI; DCS, SOS, OSC, PM and APC. */
const EIGHT_BIT = new Map<number, State>([
    [0x9b, "control"],
    ...[0x90, 0x98, 0x9d, 0x9e, 0x9f].map((code) => [code, "string"] as const),
]);

/** ESC and the character below stand for an 8-bit control character (ECMA-48, 5.3). */
function afterEscape(code: number): State {
    if (code === ESCAPE) return "escape";
    const begun = EIGHT_BIT.get(code + 0x40);
    if (begun !== undefined) return begun;
    // Intermediate characters, such as those of a character set, before the final one.
    return code >= 0x20 && code <= 0x2f ? "escape" : "text";
}
