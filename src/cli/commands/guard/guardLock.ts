import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardRunning, guardStepFailed } from "../../../errors";
import { findExecutable } from "../../../process/findExecutable";
import type { HostIo } from "../../host/hostProgram";
import { readText } from "../../host/localFiles";
import { FOLDER } from "./unplugged";

/** Contains the process id of its holder. */
const LOCK = join(FOLDER, "guard.lock");

/**
 * Makes this process the host's only guard until `release`; two would undo each other's work. The lock belongs to a child
 * process, which ends with this one however that ends.
 */
export async function acquireGuardLock({ environment: env }: HostIo): Promise<{
    release: () => Promise<void>;
}> {
    // Closed to others, because anyone who can open the file can lock it.
    mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
    const flock = findExecutable("flock", env);
    if (flock === undefined) {
        throw guardStepFailed({ step: "lock the host", says: "flock is not installed" });
    }
    const hold = ["sh", "-c", "echo held; exec cat"];
    const holder = spawn(flock, ["--nonblock", "--no-fork", LOCK, ...hold], {
        env,
        // Ctrl-C must reach only the guard, which cleans up before it releases the lock.
        detached: true,
        stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(holder, "close");
    const isHeld = await Promise.race([
        once(holder.stdout, "data").then(() => true),
        ended.then(() => false),
    ]);
    if (!isHeld) throw guardRunning({ pid: readText(LOCK)?.trim() ?? "" });
    writeFileSync(LOCK, `${process.pid}\n`);
    const release = async () => {
        holder.stdin.end();
        await ended;
    };
    return { release };
}
