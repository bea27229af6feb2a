import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findExecutable } from "../../src/process/findExecutable";

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "path-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, mode: number): string {
    const file = join(folder, name);
    writeFileSync(file, "", { mode });
    return file;
}

test("finds the first executable on the PATH", () => {
    const file = put("xp-tool", 0o755);
    expect(findExecutable("xp-tool", { PATH: `/nonexistent::${folder}:/usr/bin` })).toBe(file);
});

test.each([
    ["a file that nobody may run", () => put("xp-tool", 0o644)],
    ["a folder", () => mkdirSync(join(folder, "xp-tool"))],
    ["nothing", () => undefined],
])("does not find %s", (_what, make) => {
    make();
    expect(findExecutable("xp-tool", { PATH: folder })).toBeUndefined();
});

test("finds what Debian puts on root's PATH only", () => {
    expect(findExecutable("ldconfig", { PATH: "/usr/bin:/bin" })).toMatch(
        /^\/(usr\/)?sbin\/ldconfig$/,
    );
});
