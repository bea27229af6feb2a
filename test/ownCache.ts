import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What these tests would write into the user's cache goes into a folder of their own. */
const folder = mkdtempSync(join(tmpdir(), "xplab-cache-"));
process.env["XDG_CACHE_HOME"] = folder;

afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
});
