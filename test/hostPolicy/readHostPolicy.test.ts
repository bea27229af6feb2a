import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readHostPolicy } from "../../src/hostPolicy";

const isRoot = process.getuid?.() === 0;
let folder: string;
let file: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-policy-"));
    file = join(folder, "policy.json");
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

function written(text: string, mode = 0o644): string {
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
}

test("without a file everything is allowed", () => {
    expect(readHostPolicy(file)).toEqual({});
});

test("a file is read as it is", () => {
    const policy = {
        maxReach: "guests",
        devices: ["/dev/ttyUSB0", "0529:0001"],
        folders: ["/srv/labs"],
        emulator: false,
        extraXml: false,
    };
    expect(readHostPolicy(written(JSON.stringify(policy)))).toEqual(policy);
});

test.each([
    ["text that is not JSON", "{", "is not JSON"],
    [
        "a key with a slip in it",
        '{"maxreach": "guests"}',
        "has a wrong maxreach: is not a known property; did you mean maxReach? [unknown-key]",
    ],
    [
        "a reach that there is not",
        '{"maxReach": "everything"}',
        'has a wrong maxReach: must be "nothing", "dhcp", "guests", "interface" or "internet", not "everything" [not-one-of]',
    ],
    [
        "a folder that is relative",
        '{"folders": ["srv"]}',
        'has a wrong folders[0]: must be an absolute path, not "srv" [malformed]',
    ],
    ["a list", "[]", "has a wrong form: must be an object, not a list [wrong-type]"],
])("%s is refused", (_what, text, why) => {
    expect(() => readHostPolicy(written(text))).toThrow(
        `The policy "${file}" ${why}. Ask root of that machine to correct it; docs/hardening.md describes its format. [policy-unusable]`,
    );
});

test.each([0o666, 0o664])("a file that others may write is nobody's: %o", (mode) => {
    expect(() => readHostPolicy(written("{}", mode))).toThrow(
        "may be written by others than root. ",
    );
});

(isRoot ? test : test.failing)("a file of another user is refused", () => {
    chownSync(written("{}"), 65534, 65534);
    expect(() => readHostPolicy(file)).toThrow("is not root's. ");
});

test("a folder in its place is refused", () => {
    mkdirSync(file, { mode: 0o755 });
    expect(() => readHostPolicy(file)).toThrow("cannot be read. ");
});
