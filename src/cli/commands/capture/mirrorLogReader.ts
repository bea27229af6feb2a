import { captureGone } from "../../../errors";
import { LibvirtError } from "../../../libvirt";
import { mirroredFrames } from "../../../pcap";
import type { PlainFiles } from "../../../plainFiles";
import { backupsOf } from "../../../schema/domain/machineLogs";

/** Frames that were all recorded before a certain time. */
export interface Portion {
    readonly frames: readonly Buffer[];
    /** The host's time, since 1970. */
    readonly microseconds: bigint;
}

export interface NewFrames {
    /** Oldest first. */
    readonly portions: readonly Portion[];
    /** Bytes that are not part of a complete frame. */
    readonly skipped: number;
    /** Whether the frames before these were deleted unread. */
    readonly isTorn: boolean;
}

/** The latest possible times of frames, in microseconds since 1970. */
export interface Moments {
    /** For the newest file. */
    readonly newest: bigint;
    /** For the files that were moved aside. */
    readonly movedAside: bigint;
    /** When the files' folder last changed, as it does when a file is moved aside; undefined if unknown. */
    readonly folder?: bigint | undefined;
}

/** virtlogd's default number of backups (virtlogd.conf, max_backups). */
const BACKUPS = 3;
/** How many bytes identify the place where the last read ended. */
const TAIL_BYTES = 4096;
/** Retries when files are moved aside while they are read, which happens every 2 MiB. */
const TRIES = 8;

/** Where reading continues: a position in a file, and the bytes before it. */
interface Place {
    readonly position: number;
    readonly tail: Buffer;
    /** The folder's last change, because a guest could make two files end alike. */
    readonly folder: bigint | undefined;
}

interface Piece {
    /** The whole file. */
    readonly whole: Buffer;
    /** The new part of it. */
    readonly bytes: Buffer;
}

export interface MirrorLogReaderOptions {
    readonly files: Pick<PlainFiles, "size" | "read">;
    /** The file that virtlogd writes. */
    readonly file: string;
    readonly moments: () => Promise<Moments>;
    /** Whether the file may be missing, as for a guest that was never started. @default false */
    readonly mayBeAbsent?: boolean | undefined;
}

/** Newest first. */
interface Look {
    readonly pieces: readonly Piece[];
    readonly isJoined: boolean;
}

/**
 * Reads a capture from where the last read ended: the file that virtlogd writes, and the older ones `.0`, `.1` and so on,
 * to which virtlogd may rotate it at any time.
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

    /** The frames since the last call; at first all frames. */
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

    /** What was appended to the newest file; undefined when it was rotated. */
    async #onward({ position, tail }: Place): Promise<Piece | undefined> {
        const from = position - tail.length;
        const there = await this.#load(this.#file, from);
        if (there === undefined || !there.subarray(0, tail.length).equals(tail)) return undefined;
        // To find the place again, only the number of bytes before the tail matters.
        const whole = Buffer.concat([Buffer.alloc(from), there]);
        return { whole, bytes: there.subarray(tail.length) };
    }

    /** Reads from the newest file back to the place, or to the oldest file; retries if files are rotated meanwhile. */
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
            // During a rotation the file is missing for a moment.
            if (isNothing && !this.#mayBeAbsent && attempt === TRIES) {
                throw captureGone({ file: this.#file });
            }
            if (isStill || (isNothing && this.#mayBeAbsent) || attempt === TRIES) {
                return { ...look, isJoined: look.isJoined && isStill, moments };
            }
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
        // The oldest match, because repeated frames are better than missing ones.
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

    /** The bytes of a file from a position to its end; undefined when it is missing or shorter. */
    async #load(path: string, from: number): Promise<Buffer | undefined> {
        const size = await this.#files.size(path);
        if (size === undefined || size < from) return undefined;
        try {
            return await this.#files.read(path, from, size);
        } catch (error) {
            // Rotated between the two calls; the new file is shorter.
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
