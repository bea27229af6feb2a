import { safeJson } from "../../../errors/core/safeJson";
import { LibvirtError, type Libvirt } from "../../../libvirt";
import { withPlainFiles, type PlainFiles } from "../../../plainFiles";
import type { Domain } from "../../../schema/domain/domain";

/**
 * The output of COM1, from a position in its log. The log is read because the console allows one client at a time, which must
 * not be disturbed, and has no history.
 */
export class SerialLog {
    readonly #libvirt: Libvirt;
    readonly #path: string | undefined;
    #position: number;

    constructor(libvirt: Libvirt, { serials }: Pick<Domain, "serials">, start: number) {
        this.#libvirt = libvirt;
        this.#path = serials[0]?.logFile;
        this.#position = start;
    }

    /** The output since the last read; empty if there is no log. */
    read(): Promise<Buffer> {
        return this.#withFile(Buffer.alloc(0), async (files, path) => {
            const from = this.#position;
            const now = await this.#rest(files, path, from);
            if (now !== undefined) return now;
            // virtlogd has renamed it and begun a new one.
            this.#position = 0;
            const before = await this.#rest(files, `${path}.0`, from);
            this.#position = 0;
            const after = await this.#rest(files, path, 0);
            return Buffer.concat([before ?? Buffer.alloc(0), after ?? Buffer.alloc(0)]);
        });
    }

    /** The position of the next output. */
    end(): Promise<number> {
        return this.#withFile(0, async (files, path) => (await files.size(path)) ?? 0);
    }

    /** The rest of a file from a position, which then moves to its end; undefined if the file is shorter. */
    async #rest(files: PlainFiles, path: string, from: number): Promise<Buffer | undefined> {
        const size = (await files.size(path)) ?? 0;
        if (size < from) return undefined;
        try {
            const rest = await files.read(path, from, size);
            this.#position = size;
            return rest;
        } catch (error) {
            // It was renamed between the two calls.
            if (error instanceof LibvirtError) return undefined;
            throw error;
        }
    }

    async #withFile<T>(none: T, work: (files: PlainFiles, path: string) => Promise<T>): Promise<T> {
        const path = this.#path;
        if (path === undefined) return none;
        return withPlainFiles(this.#libvirt, [path, `${path}.0`], (files) => work(files, path));
    }
}

const MOST_LINES = 3;
const MOST_CHARACTERS = 120;

/** The last lines of a guest's output, escaped so that no terminal interprets them. */
export const linesOf = (printed: Buffer): string[] =>
    printed
        .toString()
        .split(/[\r\n]+/)
        .filter((line) => line.trim() !== "")
        .slice(-MOST_LINES)
        .map((line) => safeJson(line.slice(0, MOST_CHARACTERS)));
