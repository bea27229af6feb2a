import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { extract } from "../../src/cli/commands/results/extract";
import { FatDisk } from "../../src/fat";
import { output } from "../integration/support/host/command";
import { formatted, MIB, reading } from "./formatted";

// Needs mtools, an independent implementation, and nothing else of the host.

jest.setTimeout(120_000);

let folder: string;
let image: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtools-"));
    image = join(folder, "disk.raw");
});

afterEach(() => rm(folder, { recursive: true }));

const partition = () => `${image}@@1M`;

async function everythingOn(disk: Buffer) {
    const fresh = await mkdtemp(join(folder, "out-"));
    const fat = await FatDisk.open(reading(disk), disk.length);
    const { signal } = new AbortController();
    return { fresh, found: await extract(fat, fresh, "xp", { signal, raw: true }) };
}

const kind = fc.constantFrom(
    { type: "fat16", size: 8 } as const,
    { type: "fat16", size: 40 } as const,
    { type: "fat32", size: 64 } as const,
);

/** Names that mtools writes unchanged: valid on Windows, and neither a path nor a pattern. */
const name = fc
    .stringMatching(/^[A-Za-zäöüß日本0-9_][A-Za-z0-9äöüß日本 ._()=+,-]{0,40}[A-Za-z0-9]$/)
    .filter((text) => !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(text));

const files = fc.uniqueArray(
    fc.record({
        name,
        folder: fc.constantFrom("", "inner", "Another folder/with one"),
        content: fc.uint8Array({ maxLength: 20_000 }),
    }),
    { maxLength: 12, selector: (file) => `${file.folder}/${file.name}`.toLowerCase() },
);

test("reads byte for byte what mtools writes", async () => {
    await fc.assert(
        fc.asyncProperty(kind, files, async ({ type, size }, written) => {
            await writeFile(
                image,
                formatted({ type, capacityBytes: size * MIB, label: "RESULTS" }),
            );
            const source = await mkdtemp(join(folder, "in-"));
            for (const { name: file, folder: inside, content } of written) {
                await mkdir(join(source, inside), { recursive: true });
                await writeFile(join(source, inside, file), content);
            }
            const tops = [
                ...new Set(written.map((file) => (file.folder || file.name).split("/")[0] ?? "")),
            ];
            if (tops.length > 0) {
                const paths = tops.map((top) => join(source, top));
                // In the C locale it would write other names.
                const words = ["mcopy", "-s", "-Q", "-i", partition(), ...paths, "::"];
                await output("env", ["LC_ALL=C.UTF-8", ...words]);
            }
            const { fresh, found } = await everythingOn(await readFile(image));
            const bytes = written.reduce((sum, { content }) => sum + content.length, 0);
            expect(found).toMatchObject({ files: written.length, bytes, skipped: [] });
            for (const { name: file, folder: inside, content } of written)
                expect((await readFile(join(fresh, inside, file))).equals(content)).toBe(true);
        }),
        { numRuns: 15 },
    );
});

test("reads files that deletions have fragmented", async () => {
    await writeFile(image, formatted({ type: "fat16", capacityBytes: 8 * MIB }));
    const put = async (file: string, content: Buffer) => {
        const path = join(folder, file);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
        await output("mcopy", ["-i", partition(), path, "::"]);
    };
    for (let index = 0; index < 60; index += 1)
        await put(`small-${index}`, Buffer.alloc(100_000, index));
    for (let index = 0; index < 60; index += 2)
        await output("mdel", ["-i", partition(), `::small-${index}`]);
    const large = Buffer.alloc(2_500_000);
    for (let at = 0; at < large.length; at += 4) large.writeUInt32LE(at, at);
    await put("large", large);
    const { fresh, found } = await everythingOn(await readFile(image));
    expect(found).toMatchObject({
        files: 31,
        bytes: 30 * 100_000 + large.length,
        skipped: [],
    });
    expect((await readFile(join(fresh, "large"))).equals(large)).toBe(true);
});

test.each([
    ["fat16", 8],
    ["fat16", 300],
    ["fat32", 64],
    ["fat32", 300],
] as const)(
    "mtools finds %s of %d MiB in order, with its label and all of its room",
    async (type, size) => {
        await writeFile(image, formatted({ type, capacityBytes: size * MIB, label: "RESULTS" }));
        expect(await output("mlabel", ["-s", "-i", partition(), "::"])).toContain("RESULTS");
        const text = await output("minfo", ["-i", partition(), "::"]);
        expect(text).toContain(`disk type="${type.toUpperCase().padEnd(8)}"`);
        const free = /([\d ]+) bytes free/.exec(
            await output("mdir", ["-i", partition(), "::"]),
        )?.[1];
        // Besides the first MiB, tables and boot sectors use at most a hundredth.
        expect(Number(free?.replaceAll(" ", ""))).toBeGreaterThan((size - 1) * MIB * 0.97);
    },
);
