// @ts-check
import { readFileSync } from "node:fs";

/** A process. Its start time, in clock ticks since boot, distinguishes it from a later one with its number. */
/** @typedef {{ name: string, pid: number, startTicks: number }} ProcessMark */

/**
 * @param {number} pid
 * @returns {ProcessMark | undefined} undefined when no such process runs
 */
export function markProcess(pid) {
    try {
        return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
        return undefined;
    }
}

/** @param {ProcessMark} mark */
export function isRunning(mark) {
    const found = markProcess(mark.pid);
    return found?.startTicks === mark.startTicks && found.name === mark.name;
}

/**
 * @param {string} text of /proc/PID/stat; the name in parentheses may itself hold spaces and parentheses
 * @returns {ProcessMark | undefined}
 */
export function parseStat(text) {
    const match = /^(\d+) \((.*)\) (\S) (.*)$/s.exec(text.trim());
    const [, pid, name, state, rest] = match ?? [];
    if (pid === undefined || name === undefined || rest === undefined || state === "Z") {
        return undefined;
    }
    return { name, pid: Number(pid), startTicks: Number(rest.split(" ")[18]) };
}
