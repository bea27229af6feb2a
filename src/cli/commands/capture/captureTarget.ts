import type { Output } from "../../output/io";

/** Where the blocks of a capture go, each as a whole. */
export interface CaptureTarget {
    /** Takes blocks in their order, until one finds no room; gives how many it has taken. */
    append(blocks: readonly Buffer[]): Promise<number>;
    close(): Promise<void>;
    /** Where they lie, oldest first. */
    readonly files: readonly string[];
    /** How many bytes lie there. */
    readonly bytes: number;
    /** How many blocks were given up for later ones. */
    readonly dropped: number;
    /** Whether there is no room but for what is still to come before a recording can end. */
    readonly isFull: boolean;
}

/** Another program, which takes as much as there is. */
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
