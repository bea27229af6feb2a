import { mkdir, open, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { resultsTooMany } from "../../errors";
import { FatError, type DirectoryEntry, type FatDisk } from "../../fat";
import { folded, MARK_FILE, MAX_DEPTH, MAX_PATH_BYTES, resultNameProblem } from "./resultNames";

/** Something of the disk that was left out. */
export interface Skipped {
    /** As the guest called it; may have any character. */
    readonly path: string;
    /** Goes on from the path: "has a control character in its name". */
    readonly reason: string;
}

export interface Extracted {
    readonly files: number;
    readonly bytes: number;
    readonly skipped: readonly Skipped[];
}

export interface ExtractOptions {
    readonly signal: AbortSignal;
    readonly onProgress?: ((soFar: { files: number; bytes: number }) => void) | undefined;
}

/** Files and folders, those left out too. */
const MAX_ENTRIES = 20_000;

/** Copies all files of a disk that a hostile guest may have written into an empty folder. */
export async function extract(
    disk: FatDisk,
    folder: string,
    domain: string,
    options: ExtractOptions,
): Promise<Extracted> {
    const extraction = new Extraction(disk, domain, options);
    await extraction.copy(await disk.root(), [], folder);
    const { files, bytes, skipped } = extraction;
    return { files, bytes, skipped };
}

class Extraction {
    files = 0;
    bytes = 0;
    readonly skipped: Skipped[] = [];
    readonly #disk: FatDisk;
    readonly #domain: string;
    readonly #options: ExtractOptions;
    #entries = 0;

    constructor(disk: FatDisk, domain: string, options: ExtractOptions) {
        this.#disk = disk;
        this.#domain = domain;
        this.#options = options;
    }

    async copy(entries: readonly DirectoryEntry[], path: readonly string[], target: string) {
        const taken = new Set(path.length === 0 ? [folded(MARK_FILE)] : []);
        for (const entry of entries) {
            this.#options.signal.throwIfAborted();
            this.#entries += 1;
            if (this.#entries > MAX_ENTRIES)
                throw resultsTooMany({ domain: this.#domain, limit: MAX_ENTRIES });
            const place = [...path, entry.name];
            const problem = problemOf(place, taken);
            taken.add(folded(entry.name));
            if (problem !== undefined) this.#skip(place, problem);
            else await this.#whole(place, () => this.#one(entry, place, join(target, entry.name)));
        }
    }

    async #one(entry: DirectoryEntry, place: readonly string[], target: string): Promise<void> {
        if (!entry.isFolder) return this.#file(entry, target);
        const inside = await this.#disk.folder(entry);
        await mkdir(target);
        await this.copy(inside, place, target);
    }

    async #file(entry: DirectoryEntry, target: string): Promise<void> {
        const file = await open(target, "wx");
        const before = this.bytes;
        try {
            for await (const chunk of this.#disk.file(entry)) {
                this.#options.signal.throwIfAborted();
                await file.writeFile(chunk);
                this.bytes += chunk.length;
                this.#options.onProgress?.({ files: this.files, bytes: this.bytes });
            }
        } catch (error) {
            this.bytes = before;
            await rm(target);
            throw error;
        } finally {
            await file.close();
        }
        if (entry.modified !== undefined) await utimes(target, entry.modified, entry.modified);
        this.files += 1;
    }

    /** Damage to one file, or to one folder, leaves the others. */
    async #whole(place: readonly string[], work: () => Promise<void>): Promise<void> {
        try {
            await work();
        } catch (error) {
            if (!(error instanceof FatError)) throw error;
            this.#skip(place, error.message);
        }
    }

    #skip(place: readonly string[], reason: string): void {
        this.skipped.push({ path: place.join("/"), reason });
    }
}

function problemOf(place: readonly string[], taken: ReadonlySet<string>): string | undefined {
    const name = place.at(-1) ?? "";
    if (taken.has(folded(name))) return "has the name of another file in its folder";
    if (place.length > MAX_DEPTH || Buffer.byteLength(place.join("/")) > MAX_PATH_BYTES)
        return "lies too deep";
    return resultNameProblem(name);
}
