import { safeJson } from "../../errors/safeJson";
import type { Libvirt } from "../../libvirt";
import { withPlainFiles, type PlainFiles } from "../../plainFiles";
import type { Domain } from "../../schema/domain";

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
            const size = (await files.size(path)) ?? 0;
            // virtlogd begins a new file when one has grown to 2 MiB.
            const from = size < this.#position ? 0 : this.#position;
            const printed = await files.read(path, from, size);
            this.#position = size;
            return printed;
        });
    }

    /** Where what is printed next will be. */
    end(): Promise<number> {
        return this.#withFile(0, async (files, path) => (await files.size(path)) ?? 0);
    }

    async #withFile<T>(none: T, work: (files: PlainFiles, path: string) => Promise<T>): Promise<T> {
        const path = this.#path;
        if (path === undefined) return none;
        return withPlainFiles(this.#libvirt, [path], (files) => work(files, path));
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
