import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** What became of a process that ended after its parent. */
export interface Orphan {
    /** Id of the process that adopted it. */
    readonly parent: number;
    /** How long it stayed a zombie, or a little more than the limit if it still is one. */
    readonly seconds: number;
}

/** A process that has not reaped within this time is assumed never to do so. */
export const LONGEST_SECONDS = 5;
/** Far more than a proper reaper needs on a busy machine, and far less than the second or two of one that polls. */
export const AT_ONCE_SECONDS = 0.2;
const POLL_MS = 5;

/** Starts up to two orphans, and returns the slower one. */
export async function slowestOrphan(): Promise<Orphan> {
    const first = await orphan();
    // The first may have ended just before a poll by chance. The second then waits for the next poll.
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

/** Waits for a condition, at most LONGEST_SECONDS; returns the seconds that it took. */
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

/** Reads /proc/PID/stat. The name in parentheses may itself contain spaces and parentheses. */
export function parseStat(line: string): ProcessStat | undefined {
    const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+) /s.exec(line) ?? [];
    return name === undefined || state === undefined
        ? undefined
        : { name, state, parent: Number(parent) };
}
