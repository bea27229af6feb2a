import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardRunning, guardStepFailed } from "../../../errors";
import { findExecutable } from "../../../process/findExecutable";
import type { HostIo } from "../../host/hostGuard";
import { textOf } from "./hostPrograms";
import { FOLDER } from "./unplugged";

/** Says which process has it. */
const LOCK = join(FOLDER, "guard.lock");

/**
 * Makes this process the host's guard until `release`; two would undo each other's work. The kernel gives the lock back
 * with the program that holds it, which ends with this process however that ends.
 */
export async function becomeGuard({ environment: env }: HostIo): Promise<{
    release: () => Promise<void>;
}> {
    // Whoever can open the file can lock it.
    mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
    const flock = findExecutable("flock", env);
    if (flock === undefined)
        throw guardStepFailed({ step: "lock the host", says: "flock is not installed" });
    const hold = ["sh", "-c", "echo held; exec cat"];
    const holder = spawn(flock, ["--nonblock", "--no-fork", LOCK, ...hold], {
        env,
        // Ctrl-C is for the guard, which tidies up before it gives the lock back.
        detached: true,
        stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(holder, "close");
    const isHeld = await Promise.race([
        once(holder.stdout, "data").then(() => true),
        ended.then(() => false),
    ]);
    if (!isHeld) throw guardRunning({ pid: textOf(LOCK).trim() });
    writeFileSync(LOCK, `${process.pid}\n`);
    const release = async () => {
        holder.stdin.end();
        await ended;
    };
    return { release };
}
