/** As libvirt's own client and daemon do it. */
const unansweredMax = 5;

interface KeepaliveEvents {
    readonly ping: () => void;
    /** Once: the peer has been silent through this many pings. */
    readonly onSilence: (pings: number) => void;
}

/** Pings the peer at an interval, and notices when nothing comes back any more. */
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

    /** Anything from the peer shows that it lives. */
    heard(): void {
        this.#unanswered = 0;
    }

    stop(): void {
        clearInterval(this.#timer);
    }
}
