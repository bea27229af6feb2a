import { interrupted } from "../../errors";

/** How long unfinished work may continue once the engine is gone. */
const GRACE_MILLISECONDS = 5000;

/** Time to send the last answer. */
const ANSWER_MILLISECONDS = 100;

/**
 * Counts running calls and ends the process when the engine no longer needs it: at once when idle, otherwise when creates
 * are undone and deletes finished, or when the grace period is over.
 *
 * A killed engine closes our stdin within 0.1 s; a changed parent id is the second sign.
 */
export class Lifeline {
    readonly #ending = new AbortController();
    readonly #exit: (code: number) => void;
    #running = 0;

    constructor(exit: (code: number) => void = (code) => process.exit(code)) {
        this.#exit = exit;
    }

    /** Fires when running calls should stop. */
    get signal(): AbortSignal {
        return this.#ending.signal;
    }

    /** Runs a call and keeps the process alive until it ends. */
    async hold<T>(call: () => Promise<T>): Promise<T> {
        this.#running += 1;
        try {
            return await call();
        } finally {
            this.#running -= 1;
            this.#leaveWhenIdle();
        }
    }

    /** Aborts running calls, and ends the process when they are done. */
    end(): void {
        if (this.signal.aborted) return;
        this.#ending.abort(interrupted());
        setTimeout(() => this.#exit(1), GRACE_MILLISECONDS).unref();
        this.#leaveWhenIdle();
    }

    /** Like `end`, but at once when no call runs. */
    interrupt(): void {
        this.end();
        if (this.#running === 0) this.#exit(0);
    }

    /** Ends with the process that started us. Returns a function that stops watching it. */
    watch(stdin: NodeJS.ReadableStream, parent: () => number): () => void {
        const first = parent();
        const end = () => this.end();
        stdin.on("end", end).on("error", end).resume();
        const poll = setInterval(() => {
            if (parent() !== first) this.end();
        }, 500).unref();
        return () => {
            stdin.off("end", end).off("error", end);
            clearInterval(poll);
        };
    }

    #leaveWhenIdle(): void {
        if (!this.signal.aborted || this.#running > 0) return;
        setTimeout(() => {
            if (this.#running === 0) this.#exit(0);
        }, ANSWER_MILLISECONDS);
    }
}
