import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { findExecutable } from "../../../process/findExecutable";
import { runHostProgram, type HostIo } from "../../host/hostProgram";

/** What may have changed: only firewall rules, which are cheap to read again, or anything. */
export type Change = "rules" | "anything";

/** Wakes the guard when the isolation of guests may have changed. */
export class Alarm {
    #rung: Change | undefined;
    #wake: (() => void) | undefined;

    ring(what: Change): void {
        this.#rung = this.#rung === "anything" ? this.#rung : what;
        this.#wake?.();
    }

    /** Waits for a ring, at most this long; undefined when there was none. */
    async wait(milliseconds: number, signal: AbortSignal): Promise<Change | undefined> {
        if (this.#rung === undefined && !signal.aborted) {
            const ending = new AbortController();
            const end = () => ending.abort();
            this.#wake = end;
            signal.addEventListener("abort", end, { once: true });
            await sleep(milliseconds, undefined, { signal: ending.signal }).catch(() => undefined);
            signal.removeEventListener("abort", end);
            this.#wake = undefined;
        }
        const rung = this.#rung;
        this.#rung = undefined;
        return rung;
    }
}

/** Programs that print a line at each change of the firewall. xtables-monitor, which belongs to iptables, buffers its output. */
const FIREWALL_MONITORS = [
    ["nft", "monitor"],
    ["stdbuf", "-oL", "xtables-monitor", "--event"],
] as const;

/** Prints a line at each change of a network interface. */
const LINK_MONITOR = ["ip", "monitor", "link"] as const;

const RESTART_MS = 1000;

/** Rings at each change of a network interface, until the signal aborts. */
export const watchLinks = (io: HostIo, ring: () => void): void =>
    void keepMonitor(LINK_MONITOR, io, ring);

/** Rings at each change of the firewall, and returns the monitoring command; undefined when not all changes can be seen. */
export async function watchFirewall(io: HostIo, ring: () => void): Promise<string | undefined> {
    if (!(await isAllNftables(io))) return undefined;
    const monitor = FIREWALL_MONITORS.find((words) =>
        words
            .filter((word) => !word.startsWith("-") && !["monitor"].includes(word))
            .every((program) => findExecutable(program, io.environment) !== undefined),
    );
    if (monitor === undefined) return undefined;
    void keepMonitor(monitor, io, ring);
    return monitor.join(" ");
}

/** Legacy iptables changes its rules without an event. */
async function isAllNftables(io: HostIo): Promise<boolean> {
    const versions = ["iptables", "ip6tables", "ebtables", "arptables"].map(async (name) => {
        const ended = await runHostProgram(io, name, ["--version"]);
        return ended?.stdout.includes("nf_tables") ?? true;
    });
    return (await Promise.all(versions)).every((one) => one);
}

async function keepMonitor(
    [program = "", ...words]: readonly string[],
    { environment: env, signal }: HostIo,
    ring: () => void,
): Promise<void> {
    while (!signal.aborted) {
        const path = findExecutable(program, env);
        if (path === undefined) return;
        const child = spawn(path, words, { env, stdio: ["ignore", "pipe", "ignore"] });
        const end = () => child.kill();
        signal.addEventListener("abort", end, { once: true });
        child.stdout.on("data", ring);
        child.on("error", () => undefined); // "close" follows
        await once(child, "close").catch(() => undefined);
        signal.removeEventListener("abort", end);
        // Something may have changed while nobody listened.
        ring();
        await sleep(RESTART_MS, undefined, { signal }).catch(() => undefined);
    }
}

const LISTINGS = [
    ["ebtables-save"],
    ["iptables", "-S"],
    ["iptables", "-t", "raw", "-S"],
    ["ip6tables", "-t", "raw", "-S"],
    ["arptables", "-S"],
    ["nft", "list", "ruleset"],
] as const;

/** Counters, and comments with the time of the listing. */
const VARIABLE = /packets \d+ bytes \d+|^#.*$/gm;

/** A hash of all firewall rules. */
export async function fingerprintOf(io: HostIo): Promise<string> {
    const hash = createHash("sha256");
    for (const [program, ...args] of LISTINGS) {
        const ended = await runHostProgram(io, program, args);
        hash.update(ended?.stdout.replace(VARIABLE, "") ?? "");
    }
    return hash.digest("hex");
}
