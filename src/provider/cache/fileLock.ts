import { open } from "node:fs/promises";
import { lockingFailed } from "../../errors";
import { findExecutable } from "../../process/findExecutable";
import { runProgram } from "../../process/runProgram";

/** flock(1)'s exit code when another open file has the lock. */
const IS_TAKEN = 1;

/**
 * Calls `use` while no other process that uses the same file does so, after waiting for its turn.
 *
 * The kernel keeps the lock with the open file (flock(2)): it ends with this process, however that ends, and never while the
 * process is only slow. The empty file stays, because a lock on a deleted file excludes nobody.
 *
 * @param lock Path of the file, which is created if missing.
 * @param signal Ends the wait with its reason.
 * @param onWait Called once if the lock is taken.
 */
export async function withFileLock<T>(
    lock: string,
    signal: AbortSignal,
    onWait: () => void,
    use: () => Promise<T>,
): Promise<T> {
    const file = await open(lock, "a", 0o600);
    try {
        if (!(await flock(lock, file.fd, ["-n"], signal))) {
            onWait();
            await flock(lock, file.fd, [], signal);
        }
        return await use();
    } finally {
        await file.close();
    }
}

/** Node has no call for it. The program locks the open file that it shares with this process, which keeps the lock. */
async function flock(
    lock: string,
    fd: number,
    options: readonly string[],
    signal: AbortSignal,
): Promise<boolean> {
    const path = findExecutable("flock");
    if (path === undefined) throw lockingFailed({ file: lock, why: "flock is not installed" });
    const ended = await runProgram(path, ["-x", ...options, "3"], { files: [fd], signal });
    signal.throwIfAborted();
    if (ended?.code === 0) return true;
    if (ended?.code === IS_TAKEN && options.length > 0) return false;
    throw lockingFailed({ file: lock, why: ended?.stderr.trim() || "flock failed" });
}
