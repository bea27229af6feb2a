import type { Output } from "../../output/io";

/** Where a capture is written to, in whole blocks. */
export interface CaptureTarget {
    /** Writes blocks until one does not fit; returns how many were written. */
    append(blocks: readonly Buffer[]): Promise<number>;
    close(): Promise<void>;
    /** Oldest first. */
    readonly files: readonly string[];
    readonly bytes: number;
    /** How many blocks were deleted to make room for later ones. */
    readonly dropped: number;
    /** Whether only the reserve for the frames until the end of the recording is left. */
    readonly isFull: boolean;
}

/** Writes to another program, without a limit. */
export function outputTarget(out: Output, head: Buffer): CaptureTarget {
    out.write(head);
    let bytes = head.length;
    return {
        append(blocks) {
            for (const block of blocks) {
                out.write(block);
                bytes += block.length;
            }
            return Promise.resolve(blocks.length);
        },
        close: () => Promise.resolve(),
        files: [],
        get bytes() {
            return bytes;
        },
        dropped: 0,
        isFull: false,
    };
}
