/** Frames in the order in which QEMU's filter-mirror wrote them. */
export interface MirroredFrames {
    readonly frames: Buffer[];
    /** Bytes outside whole frames. */
    readonly skipped: number;
    /** The number of bytes at the end that begin an incomplete frame. */
    readonly rest: number;
}

/**
 * Parses what QEMU's filter-mirror writes with vnet_hdr_support (net/filter-mirror.c): four bytes of length, four of the
 * virtio header's length, the header, the frame. There are no time stamps and no frame marks. After a cut (virtlogd's at
 * any byte, or a killed QEMU) the next frame is found by trying where a row of lengths fits.
 *
 * @param isCut Whether the bytes may begin inside a frame.
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
/** An Ethernet header; no card sends shorter frames. */
const SHORTEST = 14;
/** A card with segmentation offload sends up to 64 KiB of IP at a time. */
const LONGEST = 65_536 + 64;
/** A virtio header has 10 or 12 bytes, 20 with hashes; other cards have none (linux/virtio_net.h). */
const HEADERS: readonly number[] = [0, 10, 12, 20];

/** Length of the frame that begins there, with its headers; undefined if none does. */
function sizeAt(bytes: Buffer, at: number): number | "incomplete" | undefined {
    if (at + LENGTHS > bytes.length) return "incomplete";
    const length = bytes.readUInt32BE(at);
    const header = bytes.readUInt32BE(at + 4);
    const isFrame = HEADERS.includes(header) && length >= SHORTEST + header && length <= LONGEST;
    if (!isFrame) return undefined;
    return at + LENGTHS + length > bytes.length ? "incomplete" : LENGTHS + length;
}

/** This many matching lengths in a row are not a coincidence. */
const ROW = 8;

/** Where the next row of frames begins; the end of the bytes without one. */
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
 * The sender can put data that looks like frames into the cut frame. So a row counts only from where the cut frame must
 * have ended.
 */
function firstAfterCut(bytes: Buffer): number {
    let at = rowFrom(bytes, 0);
    while (at < Math.min(LENGTHS + LONGEST_ON_WIRE, bytes.length)) {
        const size = sizeAt(bytes, at);
        at = typeof size === "number" ? at + size : rowFrom(bytes, at + 1);
    }
    return at;
}

/** The longest frame on a tap, with two VLAN tags. */
const LONGEST_ON_WIRE = 1522;
