import { createHash } from "node:crypto";
import {
    chmodSync,
    mkdirSync,
    mkdtempSync,
    renameSync,
    rmSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkSource } from "../../../../src/provider/imageImport/source/checkSource";
import { UNKNOWN } from "../../../../src/provider/lifecycle/wire";
import { qcow2Bytes, u32be, vdiBytes } from "../../../diskImage/headers";

const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");
const WRONG = "0".repeat(64);
/** A volume that accepts any file. */
const RAW = { format: "raw" };
let folder: string;
let file: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-source-"));
    file = join(folder, "xp.qcow2");
    writeFileSync(file, "one");
    utimesSync(file, 1000, 1000);
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

/** A state with a wrong SHA-256, which shows whether the file was read again. */
async function stateWithWrongSha() {
    const { source } = await checkSource({ file }, {}, RAW);
    return { ...source, sha256: WRONG };
}

/** The inputs when the program omits the SHA-256: Check fills in the one of the state. */
const carried = (old: object) => ({ file, ...old });

test("fills in the SHA-256 of the content", async () => {
    const { source, failures } = await checkSource({ file }, {}, RAW);
    expect(failures).toEqual([]);
    expect(source).toEqual({
        file,
        sha256: sha256Of("one"),
        __defaults: ["sha256"],
        __seen: expect.stringMatching(/^3-1000000-\d+$/) as string,
    });
});

test("does not read a file again while size, time and inode stay", async () => {
    const old = await stateWithWrongSha();
    expect((await checkSource(carried(old), old, RAW)).source).toEqual(old);
});

test.each([
    ["size", () => (writeFileSync(file, "three"), utimesSync(file, 1000, 1000)), "three"],
    ["time", () => utimesSync(file, 1000, 1001), "one"],
    [
        "inode",
        () => {
            const other = join(folder, "other");
            writeFileSync(other, "two");
            utimesSync(other, 1000, 1000);
            renameSync(other, file);
        },
        "two",
    ],
])("reads a file again when its %s changes", async (_trait, change, content) => {
    const old = await stateWithWrongSha();
    change();
    const { source } = await checkSource(carried(old), old, RAW);
    expect(source["sha256"]).toBe(sha256Of(content));
});

test("leaves a SHA-256 of the program to the upload", async () => {
    const { source, failures } = await checkSource({ file, sha256: WRONG }, {}, RAW);
    expect([source["sha256"], failures]).toEqual([WRONG, []]);
});

test("computes a SHA-256 that the program has removed", async () => {
    const { source: old } = await checkSource({ file, sha256: WRONG }, {}, RAW);
    expect((await checkSource({ file }, old, RAW)).source["sha256"]).toBe(sha256Of("one"));
});

test("skips a file that is not known yet", async () => {
    expect(await checkSource({ file: UNKNOWN }, {}, RAW)).toEqual({
        source: { file: UNKNOWN },
        failures: [],
    });
});

test("does not open a URL", async () => {
    const source = { url: "http://127.0.0.1:9/xp.qcow2", sha256: WRONG };
    expect(await checkSource(source, {}, {})).toEqual({ source, failures: [] });
});

test.each([
    [
        "none",
        "cannot be read: there is no such file. Name a file on the machine where Pulumi runs. [image-unreadable]",
    ],
    [
        "",
        "cannot be read: it is not a regular file. Name the image's file itself. [image-unreadable]",
    ],
])("reports a file that cannot be read (%j)", async (name, told) => {
    const path = join(folder, name);
    const reason = `Image "${path}" ${told}`;
    expect((await checkSource({ file: path }, {}, RAW)).failures).toEqual([
        { property: "source.file", reason },
    ]);
});

test("reports the missing permission of a file", async () => {
    chmodSync(folder, 0o755);
    chmodSync(file, 0o600);
    const inside = join(folder, "closed", "xp.qcow2");
    mkdirSync(join(folder, "closed"), { mode: 0o700 });
    const reasonOf = async (path: string) =>
        (await checkSource({ file: path }, {}, RAW)).failures[0]?.reason;
    const reasons = await asNobody(async () => [await reasonOf(file), await reasonOf(inside)]);
    expect(reasons).toEqual([
        `Image "${file}" cannot be read: user "nobody" may not (mode 0600, owner 0). Run "sudo chmod a+r ${file}", or run Pulumi as its owner. [image-unreadable]`,
        `Image "${inside}" cannot be read: user "nobody" may not enter its folder. Give that user the folder's x permission, or move the image to one of its own. [image-unreadable]`,
    ]);
});

/** Tests run as root, whom permissions do not stop. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
    process.seteuid?.("nobody");
    try {
        return await work();
    } finally {
        process.seteuid?.(0);
    }
}

describe("the source of a qcow2 volume", () => {
    const failuresOf = async (source: object, volume: object) =>
        (await checkSource({ file, ...source }, {}, { format: "qcow2", ...volume })).failures;

    test("may be a sound image of any format", async () => {
        for (const bytes of [qcow2Bytes(), vdiBytes()]) {
            writeFileSync(file, bytes);
            expect(await failuresOf({}, {})).toEqual([]);
        }
    });

    test("must be an image, unless declared raw", async () => {
        expect(await failuresOf({}, {})).toEqual([
            {
                property: "source.file",
                reason:
                    `Image "${file}" is not a qcow2, vmdk, vdi, vhd or vhdx image, and lacks the boot sector of a raw disk. ` +
                    'Name the image of an installed disk. For a raw disk that does not boot, set source.format to "raw". [image-format-unknown]',
            },
        ]);
        expect(await failuresOf({ format: "raw" }, {})).toEqual([]);
    });

    test("must be encrypted if and only if declared so", async () => {
        writeFileSync(file, qcow2Bytes([32, u32be(2)]));
        expect(await failuresOf({}, { encryption: { secret: UNKNOWN } })).toEqual([]);
        expect(await failuresOf({}, {})).toEqual([
            {
                property: "source.file",
                reason: `Image "${file}" is encrypted. Set encryption to the Secret that holds its passphrase. [image-encrypted]`,
            },
        ]);
    });

    test("is not checked while a deciding field is unknown", async () => {
        for (const [source, volume] of [
            [{ format: UNKNOWN }, {}],
            [{}, { format: UNKNOWN }],
            [{}, { encryption: UNKNOWN }],
            [{ format: "floppy" }, {}],
        ] as const) {
            expect(await failuresOf(source, volume)).toEqual([]);
        }
    });
});
