/*
 * What a guest writes on a terminal is a program for that terminal (ECMA-48, xterm's control sequences): it can set the
 * title, read and write the clipboard, type, report the mouse, or hide what comes after it.
 */

const ESCAPE = 0x1b;
const BELL = 0x07;
/** Of controls, those that move within a line or to the next one. */
const KEPT = new Set([0x08, 0x09, 0x0a, 0x0d]);

/** A sequence that a guest never ends hides no more than this. */
const LONGEST_SEQUENCE = 4096;

type State = "text" | "escape" | "control" | "string" | "string escape";

/** Keeps the text of a stream that somebody hostile writes, and drops all that controls a terminal. */
export class PlainText {
    readonly #decoder = new TextDecoder();
    #state: State = "text";
    #length = 0;

    /** The text in the next piece of the stream. */
    next(bytes: Uint8Array): string {
        let text = "";
        for (const character of this.#decoder.decode(bytes, { stream: true }))
            if (this.#isText(character)) text += character;
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
        if (!isControl) return !TURNING.test(String.fromCodePoint(code));
        this.#length = 0;
        this.#state = code === ESCAPE ? "escape" : (EIGHT_BIT.get(code) ?? "text");
        return KEPT.has(code);
    }

    /** Where a sequence is after its next character. */
    #after(code: number): State {
        if (code === 0x18 || code === 0x1a) return "text"; // CAN and SUB give a sequence up
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

/** All of a text that is no stream. */
export const plainText = (text: string): string => new PlainText().next(Buffer.from(text));

/** What turns round the direction of writing, so that a line reads as another one. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/** Controls of eight bits that begin a sequence: CSI; DCS, SOS, OSC, PM and APC. */
const EIGHT_BIT = new Map<number, State>([
    [0x9b, "control"],
    ...[0x90, 0x98, 0x9d, 0x9e, 0x9f].map((code) => [code, "string"] as const),
]);

/** ESC and one of these is the same as a control of eight bits. */
function afterEscape(code: number): State {
    if (code === ESCAPE) return "escape";
    const begun = EIGHT_BIT.get(code + 0x40);
    if (begun !== undefined) return begun;
    // Intermediate characters, such as those of a character set, before the final one.
    return code >= 0x20 && code <= 0x2f ? "escape" : "text";
}
