import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { downloadImage } from "../../../../src/provider/imageImport/source/downloadImage";
import { breaksOff, fails, ImageServer, leadsTo, sends, sendsAll, sendsOn } from "./imageServer";
import { TemporaryCache } from "../temporaryCache";

let mockSpareBytes: number | undefined;
jest.mock("../../../../src/provider/imageImport/freeSpace", () => {
    const actual = jest.requireActual<
        typeof import("../../../../src/provider/imageImport/freeSpace")
    >("../../../../src/provider/imageImport/freeSpace");
    return {
        ...actual,
        spareBytesOf: (folder: string) => mockSpareBytes ?? actual.spareBytesOf(folder),
    };
});

const CONTENT = randomBytes(300_000);
const sha256 = createHash("sha256").update(CONTENT).digest("hex");
const WRONG = "0".repeat(64);

let cache: TemporaryCache;
let server: ImageServer;

beforeAll(async () => {
    server = await ImageServer.start({
        "/xp": sends(CONTENT),
        "/whole": sendsAll(CONTENT),
        "/broken": breaksOff(CONTENT, 100_000),
        "/moved": leadsTo("/xp"),
        "/circle": leadsTo("/circle"),
        "/file": leadsTo("file:///etc/passwd"),
        "/endless": sendsOn,
        "/forbidden": fails(403),
        "/busy": fails(503),
        "/huge": (_request, response) =>
            response.writeHead(200, { "content-length": `${2 ** 52}` }).flushHeaders(),
    });
});

afterAll(() => server.stop());

beforeEach(() => {
    cache = new TemporaryCache();
    server.asked.length = 0;
});

afterEach(() => cache.remove());

const download = (path: string, expected = sha256, signal = new AbortController().signal) =>
    downloadImage({ url: server.url(path), sha256: expected }, { signal, log: () => undefined });

const part = () => cache.path("images", `${sha256}.part`);

function begin(content: Buffer): void {
    mkdirSync(cache.path("images"), { recursive: true });
    writeFileSync(part(), content);
}

test.each(["/xp", "/whole", "/moved"])(
    "stores %s under its SHA-256, readable by its user only",
    async (path) => {
        const file = await download(path);
        expect(file).toBe(cache.path("images", sha256));
        expect(readFileSync(file).equals(CONTENT)).toBe(true);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        expect(cache.list("images")).toEqual([sha256]);
    },
);

test("does not download an image again", async () => {
    await download("/xp");
    await download("/none");
    expect(server.asked).toEqual(["/xp"]);
});

test("downloads an image again when the stored one has changed", async () => {
    writeFileSync(await download("/xp"), "changed");
    expect(readFileSync(await download("/xp")).equals(CONTENT)).toBe(true);
    expect(server.asked).toEqual(["/xp", "/xp"]);
});

test("continues an interrupted download", async () => {
    begin(CONTENT.subarray(0, 1000));
    expect(readFileSync(await download("/xp")).equals(CONTENT)).toBe(true);
    expect(server.asked).toEqual(["/xp bytes=1000-"]);
});

test("accepts a server that starts from the beginning", async () => {
    begin(CONTENT.subarray(0, 1000));
    expect(readFileSync(await download("/whole")).equals(CONTENT)).toBe(true);
});

test.each([
    ["of another file", Buffer.alloc(1000), ["/xp bytes=1000-", "/xp"]],
    [
        "longer than the file",
        Buffer.alloc(CONTENT.length + 1),
        [`/xp bytes=${CONTENT.length + 1}-`, "/xp"],
    ],
])("discards a part %s", async (_what, begun, asked) => {
    begin(begun);
    expect(readFileSync(await download("/xp")).equals(CONTENT)).toBe(true);
    expect(server.asked).toEqual(asked);
});

const refusal = (path: string, why: string, remedy: string) => ({
    message: `Image "${server.url(path)}" could not be downloaded: ${why}. ${remedy} [download-failed]`,
});
const CORRECT = "Correct the URL, or name the file itself as source.";
const AGAIN = "Run again: the download continues where it stopped.";

test.each([
    ["/none", "the server answers 404 Not Found", CORRECT],
    ["/forbidden", "the server answers 403 Forbidden", CORRECT],
    ["/busy", "the server answers 503 Service Unavailable", "Run again later."],
    ["/circle", "it redirects more than 5 times", CORRECT],
    ["/file", 'it redirects to "file:///etc/passwd", which is not http: or https:', CORRECT],
    ["/broken", "other side closed", AGAIN],
])("explains the refusal of %s", async (path, why, remedy) => {
    await expect(download(path)).rejects.toMatchObject(refusal(path, why, remedy));
});

test("continues where the connection broke", async () => {
    await expect(download("/broken")).rejects.toThrow("download-failed");
    expect(statSync(part()).size).toBe(100_000);
    expect(readFileSync(await download("/xp")).equals(CONTENT)).toBe(true);
    expect(server.asked).toEqual(["/broken", "/xp bytes=100000-"]);
});

test("reports a server that cannot be reached", async () => {
    const gone = await ImageServer.start({});
    const url = gone.url("/xp");
    await gone.stop();
    const { signal } = new AbortController();
    await expect(
        downloadImage({ url, sha256 }, { signal, log: () => undefined }),
    ).rejects.toMatchObject({
        message: `Image "${url}" could not be downloaded: connect ECONNREFUSED ${new URL(url).host}. ${AGAIN} [download-failed]`,
    });
});

test("refuses and deletes other content, and shows both SHA-256", async () => {
    await expect(download("/xp", WRONG)).rejects.toMatchObject({
        message:
            `"${server.url("/xp")}" has the SHA-256 ${sha256}, not ${WRONG}. ` +
            "Check that it is the image that you mean. If it is, set sha256 to its hash and run again. [image-differs]",
    });
    expect(cache.list("images")).toEqual([]);
});

test("refuses what does not fit before writing it", async () => {
    const told = await download("/huge").catch((error: unknown) => (error as Error).message);
    expect(told.replace(/\d+(?= bytes free)/, "N")).toBe(
        `"${cache.path("images")}" has N bytes free, but the image needs ${2 ** 52}. ` +
            "Make room there, or set XDG_CACHE_HOME to a folder on a larger disk. [no-space-here]",
    );
});

test("stops at an endless download and deletes it", async () => {
    mockSpareBytes = 5_000_000;
    try {
        await expect(download("/endless")).rejects.toThrow(
            /^".*\/endless" does not state its length, and has sent \d{7} bytes: more would leave less than 1 GiB free in ".*\/images"\. Make room there if the image is really that large; otherwise use another URL\. \[download-too-long]$/,
        );
    } finally {
        mockSpareBytes = undefined;
    }
    expect(cache.list("images")).toEqual([]);
});

test("ends with the reason of an abort", async () => {
    const controller = new AbortController();
    controller.abort(new Error("cut off"));
    await expect(download("/xp", sha256, controller.signal)).rejects.toThrow("cut off");
    expect(cache.list("images")).toEqual([]);
});

test("downloads an image once for two who want it", async () => {
    const files = await Promise.all([download("/xp"), download("/xp")]);
    expect(files).toEqual([cache.path("images", sha256), cache.path("images", sha256)]);
    expect(server.asked).toEqual(["/xp"]);
});

test("reports progress at most once a second", async () => {
    const slow = await ImageServer.start({
        "/xp": (_request, response) => {
            response.writeHead(200, { "content-length": 3_000_000 });
            response.write(Buffer.alloc(1_000_000));
            setTimeout(() => response.end(Buffer.alloc(2_000_000)), 1100);
        },
    });
    const said: string[] = [];
    const log = (_severity: string, message: string) => said.push(message);
    const zeros = createHash("sha256").update(Buffer.alloc(3_000_000)).digest("hex");
    const { signal } = new AbortController();
    await downloadImage({ url: slow.url("/xp"), sha256: zeros }, { signal, log });
    await slow.stop();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^downloaded [12] MB of 3 MB$/);
});
