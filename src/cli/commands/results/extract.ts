import { mkdir, open, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { resultsTooMany } from "../../../errors";
import { FatError, type DirectoryEntry, type FatDisk } from "../../../fat";
import { toolTriggeredBy, harmlessName } from "./triggeringNames";
import { folded, MARK_FILE, MAX_DEPTH, MAX_PATH_BYTES, resultNameProblem } from "./resultNames";

/** A file or folder of the disk that was not copied. */
interface Skipped {
    /** As the guest named it; may contain any character. */
    readonly path: string;
    /** Continues the path: "has a control character in its name". */
    readonly reason: string;
}

/** A file or folder with a different name than the guest gave it. */
interface Renamed {
    /** The guest's name for it, below the folders' new names. */
    readonly path: string;
    /** The new name. */
    readonly as: string;
    /** The tools that act on the old name: "build tools, and editors that run them". */
    readonly actor: string;
}

export interface Extracted {
    readonly files: number;
    readonly bytes: number;
    readonly skipped: readonly Skipped[];
    readonly renamed: readonly Renamed[];
}

export interface ExtractOptions {
    readonly signal: AbortSignal;
    /** Keeps names that make tools of the host act. @default false */
    readonly raw?: boolean | undefined;
    readonly onProgress?: ((soFar: { files: number; bytes: number }) => void) | undefined;
}

/** Files and folders, including those left out. */
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
    const { files, bytes, skipped, renamed } = extraction;
    return { files, bytes, skipped, renamed };
}

class Extraction {
    files = 0;
    bytes = 0;
    readonly skipped: Skipped[] = [];
    readonly renamed: Renamed[] = [];
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
        const names = new Set(entries.map(({ name }) => folded(name)));
        for (const entry of entries) {
            this.#options.signal.throwIfAborted();
            this.#entries += 1;
            if (this.#entries > MAX_ENTRIES) {
                throw resultsTooMany({ domain: this.#domain, limit: MAX_ENTRIES });
            }
            const given = [...path, entry.name];
            const actor = this.#options.raw === true ? undefined : toolTriggeredBy(entry.name);
            const here = actor === undefined ? entry.name : freeName(entry.name, names);
            const place = [...path, here];
            const problem = problemOf(given, taken) ?? problemOf(place, taken);
            taken.add(folded(entry.name));
            if (problem !== undefined) {
                this.#skip(given, problem);
                continue;
            }
            const work = () => this.#one(entry, place, join(target, here));
            if ((await this.#unlessDamaged(given, work)) && actor !== undefined) {
                this.renamed.push({ path: given.join("/"), as: here, actor });
            }
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

    /** Skips a damaged file or folder, and then returns false. */
    async #unlessDamaged(place: readonly string[], work: () => Promise<void>): Promise<boolean> {
        try {
            await work();
            return true;
        } catch (error) {
            if (!(error instanceof FatError)) throw error;
            this.#skip(place, error.message);
            return false;
        }
    }

    #skip(place: readonly string[], reason: string): void {
        this.skipped.push({ path: place.join("/"), reason });
    }
}

/** A harmless name that none of these names has; it is added to them. */
function freeName(name: string, names: Set<string>): string {
    let number = 1;
    while (names.has(folded(harmlessName(name, number)))) number += 1;
    const free = harmlessName(name, number);
    names.add(folded(free));
    return free;
}

function problemOf(place: readonly string[], taken: ReadonlySet<string>): string | undefined {
    const name = place.at(-1) ?? "";
    if (taken.has(folded(name))) return "has the name of another file in its folder";
    if (place.length > MAX_DEPTH || Buffer.byteLength(place.join("/")) > MAX_PATH_BYTES) {
        return "is nested too deep";
    }
    return resultNameProblem(name);
}
