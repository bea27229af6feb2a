import { readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "./errorCode";
import { isGone } from "./processGone";

const POLL_MILLISECONDS = 250;

/** Does something while nobody else of this machine does it under the same lock; waits until that is so. */
export async function withFileLock<T>(
    lock: string,
    signal: AbortSignal,
    onWait: () => void,
    use: () => Promise<T>,
): Promise<T> {
    while (!(await take(lock))) {
        onWait();
        await sleep(POLL_MILLISECONDS);
        signal.throwIfAborted();
    }
    try {
        return await use();
    } finally {
        await rm(lock, { force: true });
    }
}

async function take(lock: string): Promise<boolean> {
    try {
        await writeFile(lock, `${hostname()} ${process.pid}`, { flag: "wx" });
        return true;
    } catch (error) {
        if (errorCode(error) !== "EEXIST") throw error;
    }
    const [machine, pid] = (await readFile(lock, "utf8").catch(() => "")).split(" ");
    // Of a killed run; whoever comes first removes it.
    if (machine === hostname() && isGone(Number(pid))) await rm(lock, { force: true });
    return false;
}
