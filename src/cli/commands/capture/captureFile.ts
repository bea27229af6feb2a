import { open, type FileHandle } from "node:fs/promises";
import { captureDiskFull, fileNotWritten } from "../../../errors";
import { reasonOf } from "../../output/systemError";
import type { CaptureTarget } from "./captureTarget";

const BLOCKS_AT_ONCE = 1000;
/** What of a file's room is kept for what comes while it is seen to that no more does. */
const RESERVE = 1 / 8;
const NO_ROOM: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** One file, which is whole at every moment; a name that is taken is overwritten. */
export class CaptureFile implements CaptureTarget {
    readonly dropped = 0;
    readonly #file: string;
    readonly #handle: FileHandle;
    readonly #most: number;
    #bytes = 0;
    #blocks = 0;
    /** After one that has found no room nothing is taken: there would be a gap. */
    #isRefusing = false;

    private constructor(file: string, handle: FileHandle, most: number) {
        this.#file = file;
        this.#handle = handle;
        this.#most = most;
    }

    /** @param most How many bytes it may have; a pipe or a device may have any number. */
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

    /** How many blocks are in it behind its head. */
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

    /** As many as there is room for; the first one has it in any case. */
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
            await this.#cutAfter(blocks).catch(() => undefined); // what is no file has no end
            throw error;
        }
    }

    /** Of a block that is there in part nothing stays. */
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
        const facts = { file, why: reasonOf(error) };
        const tell = NO_ROOM.includes(code) ? captureDiskFull : fileNotWritten;
        throw tell(facts, { cause: error });
    });
