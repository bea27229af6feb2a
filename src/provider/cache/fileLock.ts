import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "./errorCode";
import { isGone } from "./processGone";

const POLL_MILLISECONDS = 250;
const TOUCH_MILLISECONDS = 10_000;
/** A lock that nobody has touched for so long is nobody's: its machine is another one, or was restarted. */
const STALE_MILLISECONDS = 60_000;

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
    const touch = setInterval(() => {
        const now = new Date();
        // Whoever took it for stale has removed it.
        utimes(lock, now, now).catch(() => undefined);
    }, TOUCH_MILLISECONDS);
    try {
        return await use();
    } finally {
        clearInterval(touch);
        await rm(lock, { force: true });
    }
}

async function take(lock: string): Promise<boolean> {
    try {
        await create(lock);
        return true;
    } catch (error) {
        if (errorCode(error) !== "EEXIST") throw error;
    }
    // Whoever comes first removes it.
    if (await isStale(lock)) await rm(lock, { force: true });
    return false;
}

async function create(lock: string): Promise<void> {
    const handle = await open(lock, "wx");
    try {
        await handle.writeFile(`${hostname()} ${process.pid}`);
    } catch (error) {
        // On a full disk the file is there, and says nothing.
        await rm(lock, { force: true });
        throw error;
    } finally {
        await handle.close();
    }
}

async function isStale(lock: string): Promise<boolean> {
    try {
        const [text, { mtimeMs }] = await Promise.all([readFile(lock, "utf8"), stat(lock)]);
        const [machine, pid] = text.split(" ");
        const isOfKilled = machine === hostname() && isGone(Number(pid));
        return isOfKilled || Date.now() - mtimeMs > STALE_MILLISECONDS;
    } catch (error) {
        if (errorCode(error) === "ENOENT") return false;
        throw error;
    }
}
