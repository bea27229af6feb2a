import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { until } from "./until";

/**
 * A pty in place of a host's serial port, with script(1) at its other end: script prints what is written to the
 * port, and writes its own input there.
 */
export class SerialLine {
    readonly path: string;
    readonly #holder: Holder;
    readonly #heard: () => string;

    private constructor(path: string, holder: Holder, heard: () => string) {
        this.path = path;
        this.#holder = holder;
        this.#heard = heard;
    }

    static async open(): Promise<SerialLine> {
        const holder = spawn("script", ["-qfc", `sh -c '${HOLD}'`, "/dev/null"], {
            stdio: ["pipe", "pipe", "ignore"],
        });
        let text = "";
        holder.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
        const path = await until("a pty", () => Promise.resolve(/\/dev\/pts\/\d+/.exec(text)?.[0]));
        return new SerialLine(path, holder, () => text);
    }

    /** Waits until the guest has written a text. */
    async hears(text: string): Promise<void> {
        await until(`"${text}" from the guest`, () =>
            Promise.resolve(this.#heard().includes(text)),
        );
    }

    write(text: string): void {
        this.#holder.stdin.write(text);
    }

    close(): void {
        this.#holder.kill("SIGKILL");
    }
}

type Holder = ChildProcessByStdio<Writable, Readable, null>;

/** Passes every byte unchanged, and ends with its pty. */
const HOLD = "stty raw -echo; tty; exec sleep 3600";
