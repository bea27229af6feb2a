import { createHash } from "node:crypto";
import {
    existsSync,
    mkdtempSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImageToUpload } from "../../../../src/provider/imageImport/upload/upload";
import { knownSha256Of } from "../../../../src/provider/imageImport/source/knownHash";
import { uploadImage } from "../../../../src/provider/imageImport/upload/uploadImage";
import { callContext, fakeLibvirt } from "../../fakeLibvirt";

const CONTENT = "content of an image";
const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");
const sha256 = sha256Of(CONTENT);

let folder: string;
let source: string;
/** The volume's file. */
let key: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-upload-"));
    source = join(folder, "xp.raw");
    key = join(folder, "X");
    writeFileSync(source, CONTENT);
    writeFileSync(key, "");
    // A whole second, which libvirt writes without a fraction.
    utimesSync(key, 1_700_000_000, 1_700_000_000);
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

const time = (nanoseconds: bigint) => {
    const [seconds, fraction] = [String(nanoseconds).slice(0, -9), String(nanoseconds).slice(-9)];
    return Number(fraction) === 0 ? seconds : `${seconds}.${fraction}`;
};

/** libvirt's description of the file; `path` is a file of another machine. */
function described(path = key): string {
    const { size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return (
        `<volume><physical unit='bytes'>${size}</physical><target><timestamps>` +
        `<mtime>${time(mtimeNs)}</mtime><ctime>${time(ctimeNs)}</ctime></timestamps></target></volume>`
    );
}

interface Daemon {
    readonly describe?: () => string;
    /** What a download returns after an upload through the daemon. */
    readonly stored?: string;
    /** Called when everything is uploaded. */
    readonly sent?: () => void;
}

function daemon({ describe = () => described(), stored = CONTENT, sent }: Daemon = {}) {
    const streamed: string[] = [];
    const fake = fakeLibvirt(
        { storageVolGetXMLDesc: describe },
        {
            upload: (chunks) => {
                streamed.push(Buffer.concat(chunks).toString());
                sent?.();
            },
            download: () => [Buffer.from(stored)],
        },
    );
    return { ...fake, streamed, names: () => fake.calls.map(([name]) => name) };
}

function uploading(
    { libvirt }: ReturnType<typeof daemon>,
    expected: string | undefined = sha256,
    { storedAs = "raw", beginning = Buffer.alloc(0) }: Partial<ImageToUpload> = {},
) {
    const image = {
        file: source,
        bytes: statSync(source).size,
        sha256: expected,
        storedAs,
        beginning,
    };
    return uploadImage(image, { pool: "pool", name: "X", key }, callContext(libvirt, []));
}

const PAST_THE_DAEMON = ["storageVolGetXMLDesc", "upload"];

test.each([
    ["that is expected", sha256],
    ["that is unknown", undefined],
])("uploads past the daemon a file with a SHA-256 %s", async (_, known) => {
    const host = daemon();
    await uploading(host, known);
    expect(readFileSync(key, "utf8")).toBe(CONTENT);
    expect(host.streamed).toEqual([""]);
    expect(host.names()).toEqual(PAST_THE_DAEMON);
});

test("leaves nothing of an empty volume that is longer than the image", async () => {
    writeFileSync(key, `${CONTENT} and more`);
    await uploading(daemon());
    expect(readFileSync(key, "utf8")).toBe(CONTENT);
});

test("does not touch a file of the same name that is not the daemon's", async () => {
    const other = join(folder, "other");
    writeFileSync(other, "");
    const host = daemon({ describe: () => described(other) });
    await uploading(host);
    expect(readFileSync(key, "utf8")).toBe("");
    expect(host.streamed).toEqual([CONTENT]);
    expect(host.names()).toContain("download");
});

test("does not follow a link in place of the file", async () => {
    const target = join(folder, "target");
    renameSync(key, target);
    symlinkSync(target, key);
    const host = daemon({ describe: () => described(target) });
    await uploading(host);
    expect(readFileSync(target, "utf8")).toBe("");
    expect(host.names()).toEqual(["upload", "download"]);
});

test("reports a file with another SHA-256 than the program's", async () => {
    await expect(uploading(daemon(), sha256Of("other"))).rejects.toMatchObject({
        code: "image-differs",
        message: expect.stringContaining(sha256) as string,
    });
});

test("reports a known file that changes during the upload", async () => {
    utimesSync(source, 1_700_000_000, 1_700_000_000);
    const later = () => Date.now() + 3000;
    expect(await knownSha256Of(source, undefined, later)).toBe(sha256);
    writeFileSync(key, "");
    const host = daemon({
        describe: () => {
            writeFileSync(source, "content of an imago");
            return described();
        },
        stored: "content of an imago",
    });
    await expect(uploading(host)).rejects.toMatchObject({
        code: "image-differs",
        message: expect.stringContaining(sha256Of("content of an imago")) as string,
    });
});

test("refuses a volume with other content than was uploaded", async () => {
    const host = daemon({ describe: () => "<volume/>", stored: "content of an imago" });
    await expect(uploading(host)).rejects.toMatchObject({
        code: "upload-differs",
        message: expect.stringContaining(sha256Of("content of an imago")) as string,
    });
});

test("refuses a volume that another run has replaced", async () => {
    const host = daemon({
        sent: () => {
            rmSync(key);
            writeFileSync(key, CONTENT);
        },
    });
    await expect(uploading(host)).rejects.toMatchObject({ code: "upload-elsewhere" });
    expect(existsSync(key)).toBe(true);
});

describe("an image whose beginning libvirt would take for another format", () => {
    const HEADER = "QFI\xfb and more";
    const describe = () => described(join(folder, "other"));

    beforeEach(() => {
        writeFileSync(source, HEADER, "latin1");
        writeFileSync(join(folder, "other"), "");
    });

    test.each([
        ["past the daemon", daemon],
        ["through the daemon", () => daemon({ describe })],
    ])("is not uploaded raw %s", async (_which, host) => {
        const there = host();
        await expect(uploading(there)).rejects.toThrow("[image-probed]");
        expect(readFileSync(key, "latin1")).toBe("");
        expect(there.streamed.join("")).toBe("");
    });

    test("is uploaded in its own format", async () => {
        const hash = createHash("sha256").update(HEADER, "latin1").digest("hex");
        await uploading(daemon(), hash, { storedAs: "qcow2" });
        expect(readFileSync(key, "latin1")).toBe(HEADER);
    });

    test("is not uploaded when it differs from the inspected one", async () => {
        const beginning = Buffer.from("QFI\xfb, sound", "latin1");
        await expect(
            uploading(daemon(), undefined, { storedAs: "qcow2", beginning }),
        ).rejects.toThrow(
            `The beginning of image "${source}" has changed since it was inspected. Run again once nothing writes to it. [image-changed]`,
        );
        expect(readFileSync(key, "latin1")).toBe("");
    });
});
