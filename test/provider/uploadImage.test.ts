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
import { uploadImage } from "../../src/provider/uploadImage";
import { callContext, fakeLibvirt } from "./fakeLibvirt";

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
    key = join(folder, "X.part");
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

/** What libvirt on this machine says of the file; `path` is another one on another machine. */
function described(path = key): string {
    const { size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return (
        `<volume><physical unit='bytes'>${size}</physical><target><timestamps>` +
        `<mtime>${time(mtimeNs)}</mtime><ctime>${time(ctimeNs)}</ctime></timestamps></target></volume>`
    );
}

interface Daemon {
    readonly describe?: () => string;
    /** What comes back of an upload through the daemon. */
    readonly stored?: string;
    /** What happens once all is sent. */
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
    use: () => Promise<string> = async () => "used",
    expected: string | undefined = sha256,
) {
    const bytes = statSync(source).size;
    const image = { file: source, bytes, capacityBytes: bytes, sha256: expected };
    return uploadImage(image, { pool: "pool", name: "X.part", key }, callContext(libvirt, []), use);
}

const PAST_THE_DAEMON = ["storageVolGetXMLDesc", "upload", "storageVolGetXMLDesc"];

test.each([
    ["that is known", sha256],
    ["that nobody has said", undefined],
])(
    "a file of this machine with a SHA-256 %s is written and read past the daemon",
    async (_, known) => {
        const host = daemon();
        expect(await uploading(host, undefined, known)).toBe("used");
        expect(readFileSync(key, "utf8")).toBe(CONTENT);
        expect(host.streamed).toEqual([""]);
        expect(host.names()).toEqual(PAST_THE_DAEMON);
    },
);

test("a file of the same name that is not the daemon's is left as it is", async () => {
    const other = join(folder, "other");
    writeFileSync(other, "");
    const host = daemon({ describe: () => described(other) });
    expect(await uploading(host)).toBe("used");
    expect(readFileSync(key, "utf8")).toBe("");
    expect(host.streamed).toEqual([CONTENT]);
    expect(host.names()).toContain("download");
});

test("a link in the place of the file is not followed", async () => {
    const target = join(folder, "target");
    renameSync(key, target);
    symlinkSync(target, key);
    const host = daemon({ describe: () => described(target) });
    expect(await uploading(host)).toBe("used");
    expect(readFileSync(target, "utf8")).toBe("");
    expect(host.names()).toEqual(["upload", "download"]);
});

test("what was not stored as it was sent is refused when all that was begun has ended", async () => {
    const host = daemon({ sent: () => writeFileSync(key, "content of an imago") });
    let hasEnded = false;
    const use = async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        hasEnded = true;
        return "used";
    };
    await expect(uploading(host, use)).rejects.toMatchObject({
        code: "upload-differs",
        message: expect.stringContaining(sha256Of("content of an imago")) as string,
    });
    expect(hasEnded).toBe(true);
});

test("a file that is another than the program says is told as that", async () => {
    await expect(uploading(daemon(), undefined, sha256Of("other"))).rejects.toMatchObject({
        code: "image-differs",
    });
});

test("through the daemon nothing is used before it is verified", async () => {
    const host = daemon({ describe: () => "<volume/>", stored: "content of an imago" });
    let isUsed = false;
    const use = async () => {
        isUsed = true;
        return "used";
    };
    await expect(uploading(host, use)).rejects.toMatchObject({ code: "upload-differs" });
    expect(isUsed).toBe(false);
});

test("a volume that another run has put in the place of this one is no base of anything", async () => {
    const use = async () => {
        rmSync(key);
        writeFileSync(key, CONTENT);
        return "used";
    };
    await expect(uploading(daemon(), use)).rejects.toMatchObject({ code: "upload-elsewhere" });
    expect(existsSync(key)).toBe(true);
});

test("a failure of the use is told when the volume itself is as it should be", async () => {
    const use = () => Promise.reject(new Error("no room"));
    await expect(uploading(daemon(), use)).rejects.toThrow(new Error("no room"));
});
