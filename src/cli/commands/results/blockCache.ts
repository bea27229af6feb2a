import type { ReadDisk } from "../../../fat";

const BLOCK_BYTES = 2 ** 20;
const KEPT_BLOCKS = 64;

/** Reads a disk in large blocks and caches the latest, because one call per small file would take most of the time. */
export function inBlocks(
    diskBytes: number,
    load: (offset: number, length: number) => Promise<Buffer>,
): ReadDisk {
    const kept = new Map<number, Buffer>();
    const block = async (index: number): Promise<Buffer> => {
        const offset = index * BLOCK_BYTES;
        const bytes =
            kept.get(index) ?? (await load(offset, Math.min(BLOCK_BYTES, diskBytes - offset)));
        kept.delete(index);
        kept.set(index, bytes);
        const [oldest] = kept.keys();
        if (kept.size > KEPT_BLOCKS && oldest !== undefined) kept.delete(oldest);
        return bytes;
    };
    return async (offset, length) => {
        const end = Math.min(offset + length, diskBytes);
        const parts: Buffer[] = [];
        for (let at = offset; at < end;) {
            const index = Math.floor(at / BLOCK_BYTES);
            const from = at - index * BLOCK_BYTES;
            const part = (await block(index)).subarray(from, from + end - at);
            if (part.length === 0) break;
            parts.push(part);
            at += part.length;
        }
        return Buffer.concat(parts);
    };
}
