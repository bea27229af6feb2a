import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { output } from "../support/host/command";

/** Compiles the program that holds the ends of cables, and returns its path. */
export async function buildFrameBench(folder: string): Promise<string> {
    const executable = join(folder, "frame-bench");
    const source = join(__dirname, "frameBench.c");
    await output("gcc", ["-O2", "-Wall", "-Wextra", "-o", executable, source]);
    return executable;
}

/** A received frame, and its interface. */
export interface Arrival {
    readonly at: string;
    readonly bytes: Buffer;
}

/** Ends of cables in one network namespace: sends frames from them, and receives what arrives. */
export class FrameBench {
    readonly #child: ChildProcessWithoutNullStreams;
    readonly #waiting = new Map<string, () => void>();
    #arrivals: Arrival[] = [];
    #failures: string[] = [];
    #syncs = 0;

    private constructor(child: ChildProcessWithoutNullStreams) {
        this.#child = child;
    }

    static async start(command: readonly string[]): Promise<FrameBench> {
        const [executable = "", ...args] = command;
        const bench = new FrameBench(spawn(executable, args, { stdio: "pipe" }));
        bench.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
            bench.#failures.push(text);
        });
        const ready = new Promise<void>((resolve) => bench.#waiting.set("ready", resolve));
        createInterface({ input: bench.#child.stdout }).on("line", (line) => bench.#take(line));
        await Promise.race([
            ready,
            once(bench.#child, "exit").then(() => {
                throw new Error(`The bench has ended: ${bench.#failures.join("")}`);
            }),
        ]);
        return bench;
    }

    send(end: string, frames: readonly Buffer[]): void {
        for (const bytes of frames) this.#child.stdin.write(`${end} ${bytes.toString("hex")}\n`);
    }

    /** Waits until everything is sent and everything that has arrived is read. */
    async sync(): Promise<void> {
        const name = `sync ${(this.#syncs += 1)}`;
        const done = new Promise<void>((resolve) => this.#waiting.set(name, resolve));
        this.#child.stdin.write(`${name}\n`);
        await done;
        if (this.#failures.length > 0) throw new Error(this.#failures.join("\n"));
    }

    /** Frames received since the last call. */
    arrivals(): Arrival[] {
        const all = this.#arrivals;
        this.#arrivals = [];
        return all;
    }

    async stop(): Promise<void> {
        this.#child.stdin.end();
        await once(this.#child, "exit");
    }

    #take(line: string): void {
        const waiting = this.#waiting.get(line);
        if (waiting !== undefined) {
            this.#waiting.delete(line);
            waiting();
            return;
        }
        const [at = "", hex = ""] = line.split(" ");
        if (at === "failed") this.#failures.push(line);
        else this.#arrivals.push({ at, bytes: Buffer.from(hex, "hex") });
    }
}
