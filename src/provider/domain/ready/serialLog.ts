import { safeJson } from "../../../errors/core/safeJson";
import { LibvirtError, type Libvirt } from "../../../libvirt";
import { withPlainFiles, type PlainFiles } from "../../../plainFiles";
import type { Domain } from "../../../schema/domain/domain";

/**
 * What COM1 prints, from a place in its log on. The console itself has one client at a time, whom this must not disturb, and
 * tells nothing of what was printed before.
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

    /** What has been printed since the last time; nothing where there is no log. */
    read(): Promise<Buffer> {
        return this.#withFile(Buffer.alloc(0), async (files, path) => {
            const from = this.#position;
            const now = await this.#rest(files, path, from);
            if (now !== undefined) return now;
            // virtlogd has moved it aside, and begun a new one.
            this.#position = 0;
            const before = await this.#rest(files, `${path}.0`, from);
            this.#position = 0;
            const after = await this.#rest(files, path, 0);
            return Buffer.concat([before ?? Buffer.alloc(0), after ?? Buffer.alloc(0)]);
        });
    }

    /** Where what is printed next will be. */
    end(): Promise<number> {
        return this.#withFile(0, async (files, path) => (await files.size(path)) ?? 0);
    }

    /** What a file has from a place on, where reading goes on then; undefined when it ends before. */
    async #rest(files: PlainFiles, path: string, from: number): Promise<Buffer | undefined> {
        const size = (await files.size(path)) ?? 0;
        if (size < from) return undefined;
        try {
            const rest = await files.read(path, from, size);
            this.#position = size;
            return rest;
        } catch (error) {
            // It was moved aside between the two calls.
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

/** The last lines of what a guest has printed, which any terminal shows and none obeys. */
export const linesOf = (printed: Buffer): string[] =>
    printed
        .toString()
        .split(/[\r\n]+/)
        .filter((line) => line.trim() !== "")
        .slice(-MOST_LINES)
        .map((line) => safeJson(line.slice(0, MOST_CHARACTERS)));
