import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatFloppy } from "../../src/fat";
import { output } from "../integration/support/host/command";

// Needs mtools, an independent implementation, and nothing else of the host.

let folder: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "floppy-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("makes floppies on which mtools finds every file and no errors", async () => {
    const files = new Map([
        ["WINNT.SIF", randomBytes(5000)],
        ["EMPTY.TXT", Buffer.alloc(0)],
        ["LARGE.BIN", randomBytes(1_200_000)],
        ["A", randomBytes(512)],
    ]);
    const floppy = join(folder, "floppy.img");
    await writeFile(floppy, formatFloppy(files, 0x1234abcd));
    await output("mcopy", ["-i", floppy, "::*", folder]);
    for (const [name, content] of files) {
        const copied = await readFile(join(folder, name));
        expect([name, copied.equals(content)]).toEqual([name, true]);
    }
    expect(await output("mdir", ["-i", floppy, "-b", "::"])).toBe(
        "::/WINNT.SIF\n::/EMPTY.TXT\n::/LARGE.BIN\n::/A\n",
    );
    expect(await output("minfo", ["-i", floppy, "::"])).toContain("1234ABCD");
});
