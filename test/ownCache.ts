import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Keeps the tests out of the user's cache. */
const folder = mkdtempSync(join(tmpdir(), "xplab-cache-"));
process.env["XDG_CACHE_HOME"] = folder;

afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
});
