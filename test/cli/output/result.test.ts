import { printJson, printResult } from "../../../src/cli/output/result";
import { recordingIo } from "../recordingIo";

test("prints JSON in one line, without control sequences", () => {
    const io = recordingIo();
    printJson(io.out, { name: "a\u009b2J", list: [1] });
    expect(io.written.out).toBe('{"name":"a\\u009b2J","list":[1]}\n');
});

test("prints indented JSON on a terminal", () => {
    const io = recordingIo({ isTerminal: true });
    printJson(io.out, { ok: true });
    expect(io.written.out).toBe('{\n  "ok": true\n}\n');
});

test.each([
    [true, "{}\n"],
    [false, "text\n"],
])("prints the result for programs or for people (JSON: %p)", (asJson, expected) => {
    const io = recordingIo();
    printResult(io, asJson, {}, "text\n");
    expect(io.written).toEqual({ out: expected, err: "" });
});
