/** The same as libvirt's own client and daemon. */
const unansweredMax = 5;

interface KeepaliveEvents {
    readonly ping: () => void;
    /** Called once, after this many pings without an answer. */
    readonly onSilence: (pings: number) => void;
}

/** Pings the peer at an interval, and reports when it stops answering. */
export class Keepalive {
    readonly #timer: NodeJS.Timeout;
    #unanswered = 0;

    constructor(intervalMs: number, { ping, onSilence }: KeepaliveEvents) {
        this.#timer = setInterval(() => {
            if (this.#unanswered === unansweredMax) {
                this.stop();
                onSilence(unansweredMax);
                return;
            }
            this.#unanswered += 1;
            ping();
        }, intervalMs);
        this.#timer.unref();
    }

    /** Anything from the peer proves that it is alive. */
    heard(): void {
        this.#unanswered = 0;
    }

    stop(): void {
        clearInterval(this.#timer);
    }
}
