import { readdir, rename, rm } from "node:fs/promises";
import { basename, format, parse } from "node:path";
import { fileNotWritten } from "../../../errors";
import { reasonOf } from "../../output/systemError";
import { CaptureFile } from "./captureFile";
import type { CaptureTarget } from "./captureTarget";

/** The number of files, so that an eighth of the frames is dropped at a time. */
const FILES = 8;
const DIGITS = 6;

/**
 * A ring of files: the oldest is deleted when the maximum size is reached. The newest has the given name; older ones have
 * ascending numbers in their names.
 */
export class CaptureRing implements CaptureTarget {
    readonly isFull = false;
    readonly #file: string;
    readonly #head: Buffer;
    readonly #most: number;
    readonly #older: { readonly file: string; readonly bytes: number; readonly blocks: number }[] =
        [];
    #newest: CaptureFile;
    #number = 0;
    #dropped = 0;

    private constructor(file: string, head: Buffer, most: number, newest: CaptureFile) {
        this.#file = file;
        this.#head = head;
        this.#most = most;
        this.#newest = newest;
    }

    /** @param most Maximum size of all files together, in bytes. */
    static async create(file: string, head: Buffer, most: number): Promise<CaptureRing> {
        const share = Math.floor(most / FILES);
        return new CaptureRing(file, head, share, await CaptureFile.create(file, head, share));
    }

    get files(): readonly string[] {
        return [...this.#older.map(({ file }) => file), this.#file];
    }

    get bytes(): number {
        return this.#older.reduce((sum, { bytes }) => sum + bytes, this.#newest.bytes);
    }

    get dropped(): number {
        return this.#dropped;
    }

    async append(blocks: readonly Buffer[]): Promise<number> {
        let taken = await this.#newest.append(blocks);
        while (taken < blocks.length) {
            await this.#next();
            taken += await this.#newest.append(blocks.slice(taken));
        }
        return taken;
    }

    close(): Promise<void> {
        return this.#newest.close();
    }

    async #next(): Promise<void> {
        const { bytes, blocks } = this.#newest;
        await this.#newest.close();
        try {
            if (this.#older.length === FILES - 1) await this.#dropOldest();
            // Files of an earlier capture must not be overwritten or deleted.
            if (this.#number === 0) this.#number = await highestNumber(this.#file);
            this.#number += 1;
            const file = aside(this.#file, this.#number);
            await rename(this.#file, file);
            this.#older.push({ file, bytes, blocks });
        } catch (error) {
            throw fileNotWritten({ file: this.#file, why: reasonOf(error) }, { cause: error });
        }
        this.#newest = await CaptureFile.create(this.#file, this.#head, this.#most);
    }

    async #dropOldest(): Promise<void> {
        const oldest = this.#older.shift();
        if (oldest === undefined) return;
        await rm(oldest.file, { force: true });
        this.#dropped += oldest.blocks;
    }
}

/** `detonation-000001.pcapng`, beside `detonation.pcapng`. */
function aside(file: string, number: number): string {
    const { dir, name, ext } = parse(file);
    return format({ dir, name: `${name}-${String(number).padStart(DIGITS, "0")}`, ext });
}

async function highestNumber(file: string): Promise<number> {
    const { dir, name, ext } = parse(file);
    const there = await readdir(dir === "" ? "." : dir);
    const numbers = there.map((one) => {
        const digits = one.slice(name.length + 1, one.length - ext.length);
        const number = /^\d+$/.test(digits) ? Number(digits) : 0;
        return basename(aside(file, number)) === one ? number : 0;
    });
    return Math.max(0, ...numbers);
}
