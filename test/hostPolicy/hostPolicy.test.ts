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

test("allows everything without a file", () => {
    expect(readHostPolicy(file)).toEqual({});
});

test("reads every field", () => {
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
        "a misspelled key",
        '{"maxreach": "guests"}',
        "has an invalid maxreach: is not a known property; did you mean maxReach? [unknown-key]",
    ],
    [
        "an unknown reach",
        '{"maxReach": "everything"}',
        'has an invalid maxReach: must be "nothing", "dhcp", "guests", "interface" or "internet", not "everything" [not-one-of]',
    ],
    [
        "a relative folder",
        '{"folders": ["srv"]}',
        'has an invalid folders[0]: must be an absolute path, not "srv" [malformed]',
    ],
    ["a list", "[]", "has an invalid form: must be an object, not a list [wrong-type]"],
])("refuses %s", (_what, text, why) => {
    expect(() => readHostPolicy(written(text))).toThrow(
        `The policy "${file}" ${why}. Ask the host's administrator to correct it; docs/how-to/host-policy.md describes its format. [policy-unusable]`,
    );
});

test.each([0o666, 0o664])("refuses a file that others may write: %o", (mode) => {
    expect(() => readHostPolicy(written("{}", mode))).toThrow("is writable by others than root. ");
});

(isRoot ? test : test.failing)("refuses a file of another user", () => {
    chownSync(written("{}"), 65534, 65534);
    expect(() => readHostPolicy(file)).toThrow("is not owned by root. ");
});

test("refuses a folder in its place", () => {
    mkdirSync(file, { mode: 0o755 });
    expect(() => readHostPolicy(file)).toThrow("cannot be read. ");
});
