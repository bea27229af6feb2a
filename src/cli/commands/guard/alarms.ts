import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { runProgram } from "../../../process/runProgram";
import { findExecutable } from "../../../process/findExecutable";
import type { HostIo } from "../../host/hostGuard";

/** What may have changed: rules, which can be read again cheaply, or anything. */
export type Ring = "rules" | "anything";

/** Something that may have changed what holds guests. */
export class Alarm {
    #rung: Ring | undefined;
    #wake: (() => void) | undefined;

    ring(what: Ring): void {
        this.#rung = this.#rung === "anything" ? this.#rung : what;
        this.#wake?.();
    }

    /** With what it was rung before the time was over. */
    async wait(milliseconds: number, signal: AbortSignal): Promise<Ring | undefined> {
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

/** Programs that print a line at each change of the firewall; the second is part of iptables, and buffers what it prints. */
const FIREWALL_MONITORS = [
    ["nft", "monitor"],
    ["stdbuf", "-oL", "xtables-monitor", "--event"],
] as const;

/** One that announces interfaces, and what becomes of them. */
const LINK_MONITOR = ["ip", "monitor", "link"] as const;

const RESTART_MS = 1000;

/** Rings at each change of interfaces, until the signal. */
export const watchLinks = (io: HostIo, ring: () => void): void =>
    void keepMonitor(LINK_MONITOR, io, ring);

/** Rings at each change of the firewall; undefined where the kernel tells nobody of them all. */
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

/** Legacy iptables keeps its rules where no event tells of them. */
async function isAllNftables({ environment: env, signal }: HostIo): Promise<boolean> {
    const versions = ["iptables", "ip6tables", "ebtables", "arptables"].map(async (name) => {
        const path = findExecutable(name, env);
        const ended = path && (await runProgram(path, ["--version"], { env, signal }));
        return ended ? ended.stdout.includes("nf_tables") : true;
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
        child.on("error", () => undefined); // it ends, too
        await once(child, "close").catch(() => undefined);
        signal.removeEventListener("abort", end);
        // What changed while nobody listened.
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

/** Counters, and when it was saved. */
const VARIABLE = /packets \d+ bytes \d+|^#.*$/gm;

/** The same for the same rules. */
export async function fingerprintOf({ environment: env, signal }: HostIo): Promise<string> {
    const hash = createHash("sha256");
    for (const [program, ...words] of LISTINGS) {
        const path = findExecutable(program, env);
        const ended = path && (await runProgram(path, words, { env, signal }));
        hash.update(ended ? ended.stdout.replace(VARIABLE, "") : "");
    }
    return hash.digest("hex");
}
