import { safeJson } from "../../errors/safeJson";
import type { Libvirt, StorageVolume } from "../../libvirt";
import type { Domain } from "../../schema/domain";
import { found } from "../found";

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

    /** What has been printed since the last time; nothing where there is no log in a pool. */
    async read(): Promise<Buffer> {
        const volume = await this.#volume();
        if (volume === undefined) return Buffer.alloc(0);
        const size = await this.#sizeOf(volume);
        // virtlogd begins a new file when one has grown to 2 MiB.
        if (size < this.#position) this.#position = 0;
        const offset = BigInt(this.#position);
        const length = BigInt(size) - offset;
        if (length === 0n) return Buffer.alloc(0);
        const chunks: Buffer[] = [];
        for await (const chunk of this.#libvirt.download(volume, { offset, length }))
            chunks.push(chunk);
        this.#position = size;
        return Buffer.concat(chunks);
    }

    /** Where what is printed next will be; undefined where there is no log in a pool. */
    async end(): Promise<number | undefined> {
        const volume = await this.#volume();
        return volume && (await this.#sizeOf(volume));
    }

    #volume() {
        const path = this.#path;
        return path === undefined
            ? undefined
            : found(this.#libvirt.call("storageVolLookupByPath", { path }));
    }

    async #sizeOf(volume: StorageVolume): Promise<number> {
        return Number((await this.#libvirt.call("storageVolGetInfo", { volume })).capacity);
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
