import { abortable } from "../rpc/deadline";

/** More than a fast consumer ever leaves unread, and little memory. */
const unreadMax = 1024;

/** The server's messages, in order, kept until they are read. */
export class Subscription<T> {
    readonly #onClose: () => void;
    #unread: T[] = [];
    #missed = false;
    #error: Error | undefined;
    #wake = () => {};

    constructor(onClose: () => void) {
        this.#onClose = onClose;
    }

    /** Waits for the next message; undefined stands for messages that came too fast to be kept. */
    async next(signal: AbortSignal): Promise<T | undefined> {
        while (this.#unread.length === 0 && !this.#missed && !this.#error) {
            await abortable(new Promise<void>((resolve) => (this.#wake = resolve)), signal);
        }
        if (this.#missed) {
            this.#missed = false;
            return undefined;
        }
        const message = this.#unread.shift();
        if (message === undefined && this.#error) {
            throw this.#error;
        }
        return message;
    }

    /** Handles a message that the connection received. */
    accept(message: T): void {
        if (this.#unread.length < unreadMax) {
            this.#unread.push(message);
        } else {
            // After a gap the messages before it are useless: the reader must list everything again.
            this.#unread = [];
            this.#missed = true;
        }
        this.#wake();
    }

    /** The connection has gone. */
    lose(error: Error): void {
        this.#error = error;
        this.#wake();
    }

    /** Stops receiving messages. */
    close(): void {
        this.#onClose();
    }
}
