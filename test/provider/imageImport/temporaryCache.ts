import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Replaces the user's cache folder during a test. */
export class TemporaryCache {
    readonly folder = mkdtempSync(join(tmpdir(), "xplab-cache-"));
    readonly #before = process.env["XDG_CACHE_HOME"];

    constructor() {
        process.env["XDG_CACHE_HOME"] = this.folder;
    }

    path = (...names: readonly string[]) => join(this.folder, "xplab", ...names);

    list = (name: "images" | "conversions") => readdirSync(this.path(name)).sort();

    remove(): void {
        if (this.#before === undefined) delete process.env["XDG_CACHE_HOME"];
        else process.env["XDG_CACHE_HOME"] = this.#before;
        rmSync(this.folder, { recursive: true });
    }
}
