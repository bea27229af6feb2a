import { abortable } from "../../../libvirt/rpc/deadline";
import { blocksOf } from "./blocks";
import type { CaptureTarget } from "./captureTarget";
import type { MirrorLogReader, NewFrames } from "./mirrorLogReader";
import type { Tally } from "./tally";

type FrameSource = Pick<MirrorLogReader, "read">;

/** Brings to a target what taps see. */
export class Recorder {
    readonly #taps: readonly FrameSource[];
    readonly #target: CaptureTarget;
    readonly #tally: Tally;
    #left = 0;

    constructor(taps: readonly FrameSource[], target: CaptureTarget, tally: Tally) {
        this.#taps = taps;
        this.#target = target;
        this.#tally = tally;
    }

    /** How many frames have found no room. */
    get left(): number {
        return this.#left;
    }

    get isFull(): boolean {
        return this.#target.isFull;
    }

    /** Machines of which frames were gone before they were read. */
    async goOn(signal: AbortSignal): Promise<string[]> {
        return this.keep(await readAll(this.#taps, signal));
    }

    async keep(news: readonly NewFrames[]): Promise<string[]> {
        this.#tally.add(news);
        const blocks = blocksOf(news.map(({ portions }) => portions));
        this.#left += blocks.length;
        this.#left -= await this.#target.append(blocks);
        return this.#tally.machines
            .filter((_machine, index) => news[index]?.isTorn === true)
            .map(({ machine }) => machine);
    }
}

/** A look that has begun goes on when the signal ends the wait for it. */
export const readAll = (taps: readonly FrameSource[], signal: AbortSignal): Promise<NewFrames[]> =>
    abortable(Promise.all(taps.map((tap) => tap.read())), signal);
