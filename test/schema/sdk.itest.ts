import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const COMMITTED = join(ROOT, "sdks", "libvirt");
const buildLimitMs = 300_000;
let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-sdk-"));
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

/** Text of all TypeScript sources in a folder, by path. */
function sourcesIn(root: string): Record<string, string> {
    const files = readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !/^(bin|node_modules)\//.test(file))
        .sort();
    return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

test(
    "the committed SDK is what the generator makes of schema.json",
    () => {
        const tool = join(ROOT, "tools", "lab", "generateSdk.mjs");
        execFileSync(process.execPath, [tool, join(ROOT, "schema.json"), folder], { cwd: ROOT });
        expect(sourcesIn(folder)).toEqual(sourcesIn(COMMITTED));
    },
    buildLimitMs,
);
