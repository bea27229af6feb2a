import type { Io } from "../../output/io";
import type { Capture } from "./captures";
import type { NewFrames } from "./mirrorLogReader";

/** How much was recorded of one machine. */
export interface MachineTally {
    readonly machine: string;
    readonly domain: string;
    readonly network: string;
    readonly frames: number;
    /** Bytes that are not part of a complete frame. */
    readonly skipped: number;
}

/** Counts frames, and reports missing ones at once. */
export class Tally {
    readonly #io: Io;
    readonly #captures: readonly Capture[];
    readonly #counts: { frames: number; skipped: number }[];

    constructor(io: Io, captures: readonly Capture[]) {
        this.#io = io;
        this.#captures = captures;
        this.#counts = captures.map(() => ({ frames: 0, skipped: 0 }));
    }

    add(news: readonly NewFrames[]): void {
        news.forEach(({ portions, skipped, isTorn }, index) => {
            const count = this.#counts[index];
            const machine = this.#captures[index]?.machine.machine ?? "";
            if (count === undefined) return;
            count.frames += portions.reduce((sum, { frames }) => sum + frames.length, 0);
            count.skipped += skipped;
            if (isTorn) {
                this.#io.err.write(`${machine}: frames were dropped before they were read.\n`);
            }
            if (skipped > 0) {
                this.#io.err.write(
                    `${machine}: ${skipped} bytes are not part of a complete frame.\n`,
                );
            }
        });
    }

    get machines(): MachineTally[] {
        return this.#captures.map(({ machine, network }, index) => {
            const { frames = 0, skipped = 0 } = this.#counts[index] ?? {};
            return { machine: machine.machine, domain: machine.domain, network, frames, skipped };
        });
    }
}
