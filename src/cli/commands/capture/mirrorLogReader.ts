import { captureGone } from "../../../errors";
import { LibvirtError } from "../../../libvirt";
import { mirroredFrames } from "../../../pcap";
import type { PlainFiles } from "../../../plainFiles";
import { backupsOf } from "../../../schema/domain/machineLogs";

/** Frames that were all recorded by some moment. */
export interface Portion {
    readonly frames: readonly Buffer[];
    /** The host's time, since 1970. */
    readonly microseconds: bigint;
}

export interface NewFrames {
    /** Oldest first. */
    readonly portions: readonly Portion[];
    /** Bytes that belong to no whole frame. */
    readonly skipped: number;
    /** Whether frames that were to come next are no longer there. */
    readonly isTorn: boolean;
}

/** By when all was recorded that has been read, since 1970. */
export interface Moments {
    readonly newest: bigint;
    /** Of the files that were moved aside. */
    readonly movedAside: bigint;
    /** When the folder of the files last changed, as it does when one is moved aside; undefined where nobody knows. */
    readonly folder?: bigint | undefined;
}

/** virtlogd keeps so many files beside the one that it writes, unless virtlogd.conf says otherwise (max_backups). */
const BACKUPS = 3;
/** By so many bytes of its end what was read last is found again. */
const TAIL_BYTES = 4096;
/** A file is moved aside for each 2 MiB. */
const TRIES = 8;

/** Where reading goes on: at a place of the file whose bytes before it are these. */
interface Place {
    readonly position: number;
    readonly tail: Buffer;
    /** When the folder had last changed: a guest could send what makes two files alike. */
    readonly folder: bigint | undefined;
}

interface Piece {
    /** The file as it is. */
    readonly whole: Buffer;
    /** What of it is new. */
    readonly bytes: Buffer;
}

export interface MirrorLogReaderOptions {
    readonly files: Pick<PlainFiles, "size" | "read">;
    /** The one that virtlogd writes. */
    readonly file: string;
    /** Asked after each look. */
    readonly moments: () => Promise<Moments>;
    /** Whether there may be nothing to read, as of a guest that was never started. @default false */
    readonly mayBeAbsent?: boolean | undefined;
}

/** Newest first. */
interface Look {
    readonly pieces: readonly Piece[];
    readonly isJoined: boolean;
}

/**
 * Reads a capture from where it was read last: the file that virtlogd writes, and before that the ones that it has moved
 * aside, to `.0`, `.1` and so on, which it may do at any moment.
 */
export class MirrorLogReader {
    readonly #files: Pick<PlainFiles, "size" | "read">;
    readonly #file: string;
    readonly #moments: () => Promise<Moments>;
    readonly #mayBeAbsent: boolean;
    #place: Place | undefined;
    /** The beginning of a frame. */
    #rest: Buffer = Buffer.alloc(0);

    constructor({ files, file, moments, mayBeAbsent = false }: MirrorLogReaderOptions) {
        this.#files = files;
        this.#file = file;
        this.#moments = moments;
        this.#mayBeAbsent = mayBeAbsent;
    }

    /** What has come since the last time; at first all that there is. */
    async read(): Promise<NewFrames> {
        const place = this.#place;
        const onward = place && (await this.#onward(place));
        if (onward !== undefined) {
            const after = await this.#moments();
            if (after.folder === place?.folder) return this.#newsOf([onward], after, false, false);
        }
        const { pieces, isJoined, moments } = await this.#back(place);
        const isTorn = place !== undefined && !isJoined;
        const isCut = place === undefined ? pieces.length > BACKUPS : isTorn;
        return this.#newsOf([...pieces].reverse(), moments, isCut, isTorn);
    }

    #newsOf(
        pieces: readonly Piece[],
        moments: Moments,
        isCut: boolean,
        isTorn: boolean,
    ): NewFrames {
        const { newest, movedAside, folder } = moments;
        if (isCut) this.#rest = Buffer.alloc(0);
        let skipped = 0;
        const portions = pieces.map(({ bytes }, index): Portion => {
            const joined = Buffer.concat([this.#rest, bytes]);
            const found = mirroredFrames(joined, isCut && index === 0);
            this.#rest = joined.subarray(joined.length - found.rest);
            skipped += found.skipped;
            const microseconds = index === pieces.length - 1 ? newest : movedAside;
            return { frames: found.frames, microseconds };
        });
        const last = pieces.at(-1);
        this.#place = last && placeIn(last.whole, folder);
        return { portions, skipped, isTorn };
    }

    /** What has been added to the file that was the newest; undefined when it is so no more. */
    async #onward({ position, tail }: Place): Promise<Piece | undefined> {
        const from = position - tail.length;
        const there = await this.#load(this.#file, from);
        if (there === undefined || !there.subarray(0, tail.length).equals(tail)) return undefined;
        // Bytes before the tail are not needed to find the place again, only their number.
        const whole = Buffer.concat([Buffer.alloc(from), there]);
        return { whole, bytes: there.subarray(tail.length) };
    }

    /** From the newest file back to the place, or to the oldest file, with none moved aside meanwhile. */
    async #back(place: Place | undefined): Promise<Look & { readonly moments: Moments }> {
        for (let attempt = 1; ; attempt += 1) {
            const before = await this.#moments();
            const hasMoved = place?.folder !== before.folder;
            const look = await this.#lookBack(place, hasMoved);
            const newest = look.pieces[0]?.whole;
            const isThere =
                newest !== undefined &&
                (await this.#onward(placeIn(newest, before.folder))) !== undefined;
            const moments = await this.#moments();
            const isStill = isThere && before.folder === moments.folder;
            const isNothing = look.pieces.length === 0;
            // While virtlogd moves it aside there is none.
            if (isNothing && !this.#mayBeAbsent && attempt === TRIES)
                throw captureGone({ file: this.#file });
            if (isStill || (isNothing && this.#mayBeAbsent) || attempt === TRIES)
                return { ...look, isJoined: look.isJoined && isStill, moments };
        }
    }

    /** @param hasMoved Whether the newest file cannot be the one of the place. */
    async #lookBack(place: Place | undefined, hasMoved: boolean): Promise<Look> {
        const files: Buffer[] = [];
        for (const path of [this.#file, ...backupsOf(this.#file)]) {
            const whole = await this.#load(path, 0);
            if (whole === undefined) break;
            files.push(whole);
            const isNewest = files.length === 1 && !hasMoved;
            if (isNewest && place !== undefined && continues(whole, place)) break;
        }
        // Of several that could be it, the oldest: what is there twice is better than what is not there.
        const at = files.findLastIndex(
            (whole, index) =>
                place !== undefined && (index > 0 || !hasMoved) && continues(whole, place),
        );
        const isJoined = at >= 0;
        const pieces = (isJoined ? files.slice(0, at + 1) : files).map((whole, index) => ({
            whole,
            bytes: whole.subarray(index === at ? place?.position : 0),
        }));
        return { pieces, isJoined };
    }

    /** The bytes of a file from a place to its end; undefined when it is not there, or ends before. */
    async #load(path: string, from: number): Promise<Buffer | undefined> {
        const size = await this.#files.size(path);
        if (size === undefined || size < from) return undefined;
        try {
            return await this.#files.read(path, from, size);
        } catch (error) {
            // It was moved aside between the two calls, and what has its name is shorter.
            if (error instanceof LibvirtError) return undefined;
            throw error;
        }
    }
}

const placeIn = (whole: Buffer, folder: bigint | undefined): Place => ({
    position: whole.length,
    tail: whole.subarray(-TAIL_BYTES),
    folder,
});

const continues = (bytes: Buffer, { position, tail }: Place) =>
    bytes.length >= position && bytes.subarray(position - tail.length, position).equals(tail);
