import { OUTPUT_CLOSED, processIo } from "./output/io";
import { exitCodes } from "../errors";
import { run } from "./run";

/** npx and timeout(1) forward a signal that the terminal has already sent. */
const ECHO_MS = 1000;

/** The `xplab` command. The first Ctrl-C ends it after it has rolled back unfinished work, the second at once. */
export async function main(): Promise<void> {
    const ending = new AbortController();
    let askedAtMs = 0;
    const stop = () => {
        const nowMs = Date.now();
        if (nowMs - askedAtMs < ECHO_MS) return;
        if (ending.signal.aborted) process.exit(exitCodes.interrupted);
        askedAtMs = nowMs;
        ending.abort();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
    for (const stream of [process.stdout, process.stderr]) {
        stream.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code !== "EPIPE") throw error;
            ending.abort(OUTPUT_CLOSED);
        });
    }
    process.exitCode = await run(process.argv.slice(2), processIo(ending.signal));
}
