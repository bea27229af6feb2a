import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that has ended after its parent. */
export interface Orphan {
    /** Who has adopted it. */
    readonly parent: number;
    /** How long it stayed a zombie, or a little more than the limit if it still is one. */
    readonly seconds: number;
}

/** A process that has not reaped after this time is taken for one that never does. */
export const LONGEST_SECONDS = 5;
/** Far above what a reaper needs on a busy machine, and far below the second or two of one that polls. */
export const AT_ONCE_SECONDS = 0.2;
const POLL_MS = 5;

/** Makes orphans of our own, and returns the slower of two. */
export async function slowestOrphan(): Promise<Orphan> {
    const first = await orphan();
    // A parent that polls may have looked just then by chance. An orphan made right after that waits for the next poll.
    return first.seconds > AT_ONCE_SECONDS ? first : orphan();
}

async function orphan(): Promise<Orphan> {
    // A shell gives background commands an empty standard input, hence the copy of it.
    const shell = spawn("sh", ["-c", "exec 3<&0; cat <&3 >/dev/null & echo $!"], {
        stdio: ["pipe", "pipe", "ignore"],
    });
    const [pid] = await Promise.all([text(shell.stdout).then(Number), once(shell, "exit")]);
    const parent = statOf(pid)?.parent ?? 0;
    shell.stdin.end(); // ends the orphan
    await until(() => (statOf(pid)?.state ?? "Z") === "Z");
    return { parent, seconds: await until(() => statOf(pid) === undefined) };
}

/** The seconds that it took. */
async function until(isTrue: () => boolean): Promise<number> {
    const from = performance.now();
    for (;;) {
        const seconds = (performance.now() - from) / 1000;
        if (isTrue() || seconds > LONGEST_SECONDS) return seconds;
        await sleep(POLL_MS);
    }
}

function statOf(pid: number): ProcessStat | undefined {
    try {
        return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
        return undefined; // reaped
    }
}

export interface ProcessStat {
    readonly name: string;
    readonly state: string;
    readonly parent: number;
}

/** Of /proc/PID/stat; the name in parentheses may itself hold spaces and parentheses. */
export function parseStat(line: string): ProcessStat | undefined {
    const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+) /s.exec(line) ?? [];
    return name === undefined || state === undefined
        ? undefined
        : { name, state, parent: Number(parent) };
}
