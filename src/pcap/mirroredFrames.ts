/** Frames in the order in which QEMU's filter-mirror wrote them. */
export interface MirroredFrames {
    readonly frames: Buffer[];
    /** Bytes that belong to no whole frame. */
    readonly skipped: number;
    /** How many bytes at the end are the beginning of a frame that is not there as a whole. */
    readonly rest: number;
}

/**
 * What QEMU's filter-mirror writes with vnet_hdr_support, as net/filter-mirror.c sends it: four bytes of length, four of
 * how much of that is a virtio card's header, the header, the frame. There are no time stamps, and no mark at the beginning
 * of a frame: what is not told by a cut (virtlogd's at any byte, or a QEMU that was killed) is found by trying where a
 * row of lengths fits on.
 *
 * @param isCut Whether the bytes may begin within a frame.
 */
export function mirroredFrames(bytes: Buffer, isCut = false): MirroredFrames {
    const frames: Buffer[] = [];
    let skipped = 0;
    let at = isCut ? firstAfterCut(bytes) : 0;
    skipped += at;
    while (at < bytes.length) {
        const size = sizeAt(bytes, at);
        if (size === "incomplete") return { frames, skipped, rest: bytes.length - at };
        if (size === undefined) {
            const next = rowFrom(bytes, at + 1);
            skipped += next - at;
            at = next;
            continue;
        }
        const header = bytes.readUInt32BE(at + 4);
        frames.push(bytes.subarray(at + LENGTHS + header, at + size));
        at += size;
    }
    return { frames, skipped, rest: 0 };
}

const LENGTHS = 8;
/** An Ethernet header; what is shorter no card sends. */
const SHORTEST = 14;
/** A card that leaves the cutting into segments to the host sends 64 KiB of IP at a time. */
const LONGEST = 65_536 + 64;
/** A virtio card's header has 10 or 12 bytes, with hashes 20; another card has none (linux/virtio_net.h). */
const HEADERS: readonly number[] = [0, 10, 12, 20];

/** Bytes of the frame that begins there, with all before it; undefined where none does. */
function sizeAt(bytes: Buffer, at: number): number | "incomplete" | undefined {
    if (at + LENGTHS > bytes.length) return "incomplete";
    const length = bytes.readUInt32BE(at);
    const header = bytes.readUInt32BE(at + 4);
    const isFrame = HEADERS.includes(header) && length >= SHORTEST + header && length <= LONGEST;
    if (!isFrame) return undefined;
    return at + LENGTHS + length > bytes.length ? "incomplete" : LENGTHS + length;
}

/** So many lengths in a row are no accident. */
const ROW = 8;

/** Where the next row of frames begins; the end of the bytes when there is none. */
function rowFrom(bytes: Buffer, from: number): number {
    for (let at = from; at + LENGTHS <= bytes.length; at += 1) if (isRow(bytes, at)) return at;
    return bytes.length;
}

function isRow(bytes: Buffer, from: number): boolean {
    let at = from;
    for (let count = 0; count < ROW; count += 1) {
        const size = sizeAt(bytes, at);
        if (size === undefined) return false;
        if (size === "incomplete") return count > 0;
        at += size;
        if (at === bytes.length) return true;
    }
    return true;
}

/**
 * The frame that is cut off may hold, put there by its sender, what looks like frames: of a row, only what begins where
 * that frame must have ended is taken.
 */
function firstAfterCut(bytes: Buffer): number {
    let at = rowFrom(bytes, 0);
    while (at < Math.min(LENGTHS + LONGEST_ON_WIRE, bytes.length)) {
        const size = sizeAt(bytes, at);
        at = typeof size === "number" ? at + size : rowFrom(bytes, at + 1);
    }
    return at;
}

/** Of what a tap carries, with two VLAN tags. */
const LONGEST_ON_WIRE = 1522;
