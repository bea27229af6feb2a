import { plainText, PlainText } from "../../../src/cli/output/plainText";

const ESC = "\u001b";

test("keeps text with tabs, backspaces and line ends", () => {
    const text = "C:\\>dir\tok\b \r\nGrüße, 漢字 🙂\r\n";
    expect(plainText(text)).toBe(text);
});

test.each([
    ["a title", `${ESC}]0;owned\u0007`],
    ["a title, ended by ST", `${ESC}]2;owned${ESC}\\`],
    ["the clipboard (OSC 52)", `${ESC}]52;c;Y3VybCBldmlsfHNo\u0007`],
    ["mouse reports", `${ESC}[?1003h${ESC}[?1006h`],
    ["a hidden cursor", `${ESC}[?25l`],
    ["another screen", `${ESC}[?1049h`],
    ["colours", `${ESC}[31;1m`],
    ["a request for an answer", `${ESC}[6n${ESC}[c${ESC}Z`],
    ["a device control string", `${ESC}P+q544e${ESC}\\`],
    ["private messages", `${ESC}^x${ESC}\\${ESC}_x${ESC}\\${ESC}Xx${ESC}\\`],
    ["another character set", `${ESC}(0`],
    ["a reset", `${ESC}c`],
    ["controls of eight bits", "\u009b31m\u009d0;owned\u009c\u0090x\u009c"],
    ["a bell, a form feed and a delete", "\u0007\u000c\u007f\u0000\u000e"],
    ["another direction of writing", "\u202e\u2066"],
    ["a sequence in a sequence", `${ESC}]0;${ESC}[31m`],
    ["a sequence that is given up", `${ESC}]0;owned\u0018`],
])("drops %s", (_what, sequence) => {
    expect(plainText(`a${sequence}b`)).toBe("ab");
});

test("drops a sequence that is split between chunks", () => {
    const bytes = Buffer.from(`a${ESC}]52;c;eA==${ESC}\\ü${ESC}[?1003hb`);
    for (let at = 0; at <= bytes.length; at += 1) {
        const plain = new PlainText();
        expect(plain.next(bytes.subarray(0, at)) + plain.next(bytes.subarray(at))).toBe("aüb");
    }
});

test("hides at most 4096 characters of a sequence without an end", () => {
    expect(plainText(`${ESC}]0;${"x".repeat(5000)}the end`)).toMatch(/^x+the end$/);
});

test("replaces bytes that are not UTF-8", () => {
    expect(new PlainText().next(Buffer.from([0x61, 0x9b, 0x33, 0x31, 0x6d, 0x62]))).toBe(
        "a\ufffd31mb",
    );
});
