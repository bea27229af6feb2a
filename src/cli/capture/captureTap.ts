import { captureGone } from "../../errors";
import { LibvirtError, type Libvirt, type StoragePool, type StorageVolume } from "../../libvirt";
import { found } from "../../libvirt/found";
import { refreshPool } from "../../libvirt/refreshPool";
import { mirroredFrames } from "../../pcap";
import { parse } from "../../xml/parse";
import { textAt } from "../../xml/query";

/** Frames that were all recorded by some moment. */
export interface Portion {
    readonly frames: readonly Buffer[];
    /** The host's time when the last of them was recorded, since 1970. */
    readonly microseconds: bigint;
}

export interface News {
    /** Oldest first. */
    readonly portions: readonly Portion[];
    /** Bytes that belong to no whole frame. */
    readonly skipped: number;
    /** Whether frames that were to come next are no longer there. */
    readonly isTorn: boolean;
}

/** virtlogd keeps so many files beside the one that it writes, unless virtlogd.conf says otherwise (max_backups). */
const BACKUPS = 3;
/** By so many bytes of its end what was read last is found again. */
const TAIL_BYTES = 4096;

/** Where reading goes on: at a place of the file whose bytes before it are these. */
interface Place {
    readonly position: number;
    readonly tail: Buffer;
}

interface Piece {
    /** The file as it is. */
    readonly whole: Buffer;
    /** What of it is new. */
    readonly bytes: Buffer;
    readonly microseconds: bigint;
}

/**
 * Reads a capture from where it was read last: the file that virtlogd writes, and before that the ones that it has moved
 * aside, to `.0`, `.1` and so on, which it may do at any moment.
 */
export class CaptureTap {
    readonly #libvirt: Pick<Libvirt, "call" | "download">;
    readonly #file: string;
    #place: Place | undefined;
    /** The beginning of a frame. */
    #rest: Buffer = Buffer.alloc(0);

    constructor(libvirt: Pick<Libvirt, "call" | "download">, file: string) {
        this.#libvirt = libvirt;
        this.#file = file;
    }

    /** What has come since the last time; at first all that there is, in files that the pool knows. */
    async read(signal?: AbortSignal): Promise<News> {
        const place = this.#place;
        const onward = place && (await this.#onward(place, signal));
        if (onward !== undefined) return this.#framesIn([onward], false, false);
        const { pieces, isJoined } = await this.#back(place, signal);
        const isTorn = place !== undefined && !isJoined;
        const isCut = place === undefined ? pieces.length > BACKUPS : isTorn;
        return this.#framesIn(pieces, isCut, isTorn);
    }

    #framesIn(pieces: readonly Piece[], isCut: boolean, isTorn: boolean): News {
        if (isCut) this.#rest = Buffer.alloc(0);
        let skipped = 0;
        const portions = pieces.map(({ bytes, microseconds }, index): Portion => {
            const joined = Buffer.concat([this.#rest, bytes]);
            const found = mirroredFrames(joined, isCut && index === 0);
            this.#rest = joined.subarray(joined.length - found.rest);
            skipped += found.skipped;
            return { frames: found.frames, microseconds };
        });
        const newest = pieces.at(-1)?.whole ?? Buffer.alloc(0);
        this.#place = { position: newest.length, tail: newest.subarray(-TAIL_BYTES) };
        return { portions, skipped, isTorn };
    }

    /** What has been added to the file that was the newest; undefined when it is so no more. */
    async #onward({ position, tail }: Place, signal?: AbortSignal): Promise<Piece | undefined> {
        const from = position - tail.length;
        try {
            const piece = await this.#load(this.#file, from, signal);
            if (piece === undefined || !piece.whole.subarray(0, tail.length).equals(tail))
                return undefined;
            const bytes = piece.whole.subarray(tail.length);
            // Bytes before the tail are not needed to find the place again, only their number.
            const whole = Buffer.concat([Buffer.alloc(from), piece.whole]);
            return { ...piece, whole, bytes };
        } catch (error) {
            // It was moved aside between the two calls, and is shorter now.
            if (error instanceof LibvirtError) return undefined;
            throw error;
        }
    }

    /** From the newest file back to the place, or to the oldest file. */
    async #back(place: Place | undefined, signal?: AbortSignal) {
        if (place !== undefined) await refreshPools(this.#libvirt, [this.#file], signal);
        const newestFirst: Piece[] = [];
        let isJoined = false;
        for (let backup = -1; !isJoined; backup += 1) {
            const path = backup < 0 ? this.#file : `${this.#file}.${backup}`;
            const piece = await this.#load(path, 0, signal);
            if (piece === undefined) break;
            const last = newestFirst.at(-1);
            if (last !== undefined && beginsWith(piece.whole, last.whole)) newestFirst.pop();
            // It came after the last one was read: it is for the next time.
            else if (last !== undefined && piece.microseconds > last.microseconds) continue;
            isJoined = place !== undefined && continues(piece.whole, place);
            const bytes = piece.whole.subarray(isJoined ? place?.position : 0);
            newestFirst.push({ ...piece, bytes });
        }
        if (newestFirst.length === 0) throw captureGone({ file: this.#file });
        return { pieces: newestFirst.reverse(), isJoined };
    }

    async #load(path: string, from: number, signal?: AbortSignal): Promise<Piece | undefined> {
        const volume = await found(this.#libvirt.call("storageVolLookupByPath", { path }));
        if (volume === undefined) return undefined;
        const xml = parse(await this.#libvirt.call("storageVolGetXMLDesc", { volume }));
        const size = Number(textAt(xml, "capacity"));
        const microseconds = microsecondsOf(textAt(xml, "target", "timestamps", "mtime") ?? "0");
        const whole = size > from ? await this.#bytes(volume, from, size, signal) : Buffer.alloc(0);
        return { whole, bytes: whole, microseconds };
    }

    async #bytes(volume: StorageVolume, from: number, to: number, signal?: AbortSignal) {
        const chunks: Buffer[] = [];
        const part = { offset: BigInt(from), length: BigInt(to - from), signal };
        for await (const chunk of this.#libvirt.download(volume, part)) chunks.push(chunk);
        return Buffer.concat(chunks);
    }
}

/** A pool learns of files that others make by this alone; it reads the beginning of every image for it. */
export async function refreshPools(
    libvirt: Pick<Libvirt, "call">,
    files: readonly string[],
    signal?: AbortSignal,
): Promise<void> {
    const pools = new Map<string, StoragePool>();
    for (const file of files) {
        const volume = await found(libvirt.call("storageVolLookupByPath", { path: file }));
        if (volume === undefined) throw captureGone({ file });
        if (pools.has(volume.pool)) continue;
        pools.set(volume.pool, await libvirt.call("storagePoolLookupByVolume", { volume }));
    }
    for (const pool of pools.values()) await refreshPool(libvirt, pool, { signal });
}

const beginsWith = (bytes: Buffer, beginning: Buffer) =>
    bytes.subarray(0, beginning.length).equals(beginning);

const continues = (bytes: Buffer, { position, tail }: Place) =>
    bytes.length >= position && bytes.subarray(position - tail.length, position).equals(tail);

/** libvirt writes seconds and, where there are any, nanoseconds. */
function microsecondsOf(time: string): bigint {
    const [seconds = "0", fraction = ""] = time.split(".");
    return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}
