import { abortable } from "../../../libvirt/rpc/deadline";
import { blocksOf } from "./blocks";
import type { CaptureTarget } from "./captureTarget";
import type { MirrorLogReader, NewFrames } from "./mirrorLogReader";
import type { Tally } from "./tally";

type FrameSource = Pick<MirrorLogReader, "read">;

/** Writes the frames of captures to a target. */
export class Recorder {
    readonly #sources: readonly FrameSource[];
    readonly #target: CaptureTarget;
    readonly #tally: Tally;
    #unwritten = 0;

    constructor(sources: readonly FrameSource[], target: CaptureTarget, tally: Tally) {
        this.#sources = sources;
        this.#target = target;
        this.#tally = tally;
    }

    /** How many frames did not fit into the target. */
    get unwritten(): number {
        return this.#unwritten;
    }

    get isFull(): boolean {
        return this.#target.isFull;
    }

    /** Reads and writes new frames; returns the machines whose frames were deleted before they were read. */
    async readOn(signal: AbortSignal): Promise<string[]> {
        return this.write(await readAll(this.#sources, signal));
    }

    async write(news: readonly NewFrames[]): Promise<string[]> {
        this.#tally.add(news);
        const blocks = blocksOf(news.map(({ portions }) => portions));
        this.#unwritten += blocks.length;
        this.#unwritten -= await this.#target.append(blocks);
        return this.#tally.machines
            .filter((_machine, index) => news[index]?.isTorn === true)
            .map(({ machine }) => machine);
    }
}

/** Reads new frames. An abort ends only the wait, not the reading itself. */
export const readAll = (
    sources: readonly FrameSource[],
    signal: AbortSignal,
): Promise<NewFrames[]> => abortable(Promise.all(sources.map((one) => one.read())), signal);
