import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { until } from "./until";

/**
 * A pty that stands for a serial port of the host, and what hangs on its other end. script(1) has that end: what is
 * written to the port it prints, and what it is given it writes there.
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

/** Passes every byte as it is, and ends with its pty. */
const HOLD = "stty raw -echo; tty; exec sleep 3600";
