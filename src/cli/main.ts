import { processIo } from "./output/io";
import { exitCodes } from "../errors";
import { run } from "./run";

/** npx and timeout(1) send a signal on that the terminal has sent already. */
const ECHO_MS = 1000;

/** The `xplab` command. The first Ctrl-C asks it to end and take back what is half made, the second one ends it. */
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
    // What it is piped into may want no more.
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EPIPE") process.exit(exitCodes.done);
        throw error;
    });
    process.exitCode = await run(process.argv.slice(2), processIo(ending.signal));
}
