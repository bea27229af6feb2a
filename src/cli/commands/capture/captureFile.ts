import { open, type FileHandle } from "node:fs/promises";
import { captureDiskFull, fileNotWritten } from "../../../errors";
import { reasonOf } from "../../output/systemError";
import type { CaptureTarget } from "./captureTarget";

const BLOCKS_AT_ONCE = 1000;
/** The share of a file's size that is reserved for frames that arrive while cables are unplugged. */
const RESERVE = 1 / 8;
const NO_ROOM: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** One file that is valid at any time; overwrites an existing one. */
export class CaptureFile implements CaptureTarget {
    readonly dropped = 0;
    readonly #file: string;
    readonly #handle: FileHandle;
    readonly #most: number;
    #bytes = 0;
    #blocks = 0;
    /** After a block without room, later ones are refused too, to avoid a gap. */
    #isRefusing = false;

    private constructor(file: string, handle: FileHandle, most: number) {
        this.#file = file;
        this.#handle = handle;
        this.#most = most;
    }

    /** @param most Maximum size in bytes, which does not apply to pipes and devices. */
    static async create(file: string, head: Buffer, most = Infinity): Promise<CaptureFile> {
        const handle = await withFileError(file, open(file, "w"));
        const isFile = (await withFileError(file, handle.stat())).isFile();
        const made = new CaptureFile(file, handle, isFile ? most : Infinity);
        try {
            await made.#write([head]);
            return made;
        } catch (error) {
            await handle.close();
            throw error;
        }
    }

    get files(): readonly string[] {
        return [this.#file];
    }

    get bytes(): number {
        return this.#bytes;
    }

    /** How many blocks follow the head. */
    get blocks(): number {
        return this.#blocks;
    }

    get isFull(): boolean {
        return this.#isRefusing || this.#bytes > this.#most * (1 - RESERVE);
    }

    async append(blocks: readonly Buffer[]): Promise<number> {
        let taken = 0;
        while (taken < blocks.length && !this.#isRefusing) {
            const next = this.#fitting(blocks.slice(taken, taken + BLOCKS_AT_ONCE));
            await this.#write(next);
            this.#blocks += next.length;
            taken += next.length;
            this.#isRefusing = next.length === 0;
        }
        return taken;
    }

    close(): Promise<void> {
        return withFileError(this.#file, this.#handle.close());
    }

    /** The blocks that fit; the file's first block always does. */
    #fitting(blocks: readonly Buffer[]): readonly Buffer[] {
        let bytes = this.#bytes;
        const end = blocks.findIndex(({ length }, index) => {
            bytes += length;
            return bytes > this.#most && this.#blocks + index > 0;
        });
        return end < 0 ? blocks : blocks.slice(0, end);
    }

    async #write(blocks: readonly Buffer[]): Promise<void> {
        const bytes = Buffer.concat(blocks);
        try {
            await withFileError(this.#file, this.#handle.writeFile(bytes));
            this.#bytes += bytes.length;
        } catch (error) {
            this.#isRefusing = true;
            await this.#cutAfter(blocks).catch(() => undefined); // a pipe cannot be truncated
            throw error;
        }
    }

    /** Truncates the file after the last complete block. */
    async #cutAfter(blocks: readonly Buffer[]): Promise<void> {
        const { size } = await this.#handle.stat();
        for (const { length } of blocks) {
            if (this.#bytes + length > size) break;
            this.#bytes += length;
        }
        await this.#handle.truncate(this.#bytes);
    }
}

const withFileError = <T>(file: string, work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
        const { code } = error as NodeJS.ErrnoException; // undefined on any other error
        const errorFor = NO_ROOM.includes(code) ? captureDiskFull : fileNotWritten;
        throw errorFor({ file, why: reasonOf(error) }, { cause: error });
    });
