import { interrupted } from "../../errors";

/** How long unfinished work may go on when nobody is there to hear of it. */
const GRACE_MILLISECONDS = 5000;

/** Time for the last answer to leave. */
const ANSWER_MILLISECONDS = 100;

/**
 * Counts the calls in hand and ends the process when the engine no longer needs it: at once when idle, else after
 * creates were undone and deletes finished, at the latest after the grace.
 *
 * A killed engine closes our stdin within 0.1 s; the parent's id is the second sign.
 */
export class Lifeline {
    readonly #ending = new AbortController();
    readonly #exit: (code: number) => void;
    #inHand = 0;

    constructor(exit: (code: number) => void = (code) => process.exit(code)) {
        this.#exit = exit;
    }

    /** Aborted when work should be cut short. */
    get signal(): AbortSignal {
        return this.#ending.signal;
    }

    /** Runs a call so that the process does not end in its middle. */
    async hold<T>(call: () => Promise<T>): Promise<T> {
        this.#inHand += 1;
        try {
            return await call();
        } finally {
            this.#inHand -= 1;
            this.#leaveWhenIdle();
        }
    }

    /** Cuts work short and ends the process when it is done. */
    end(): void {
        if (this.signal.aborted) return;
        this.#ending.abort(interrupted());
        setTimeout(() => this.#exit(1), GRACE_MILLISECONDS).unref();
        this.#leaveWhenIdle();
    }

    /** Ends the process at once when nothing is in hand. */
    interrupt(): void {
        this.end();
        if (this.#inHand === 0) this.#exit(0);
    }

    /** Ends with the process that started us; the answer stops the watch. */
    watch(stdin: NodeJS.ReadableStream, parent: () => number): () => void {
        const born = parent();
        const end = () => this.end();
        stdin.on("end", end).on("error", end).resume();
        const poll = setInterval(() => {
            if (parent() !== born) this.end();
        }, 500).unref();
        return () => {
            stdin.off("end", end).off("error", end);
            clearInterval(poll);
        };
    }

    #leaveWhenIdle(): void {
        if (!this.signal.aborted || this.#inHand > 0) return;
        setTimeout(() => {
            if (this.#inHand === 0) this.#exit(0);
        }, ANSWER_MILLISECONDS);
    }
}
