import { setTimeout as sleep } from "node:timers/promises";
import { describe, exitCodes } from "../../../errors";
import { Libvirt } from "../../../libvirt";
import { localHost } from "../audit/localHost";
import type { Io } from "../../output/io";
import { Alarm, fingerprintOf, watchFirewall, watchLinks } from "./alarms";
import { acquireGuardLock } from "./guardLock";
import { guardHost } from "../../host/hostGuard";
import { Guard } from "./guard";
import { guardReporter, type GuardReporter } from "./report";

/** Everything is checked this often, even without an event. */
const FULL_LOOK_MS = 60_000;
/** The same while a NIC stays unplugged. */
const RETRY_MS = 5000;
/** The firewall's rules are read this often where it has no events. */
const POLL_MS = 1000;
/** Changes come in bursts. */
const BURST_MS = 50;
const RECONNECT_MS = 1000;

export interface WatchOptions {
    readonly uri: string;
    readonly json: boolean;
}

/** Guards the host until the signal aborts, and returns the exit code. */
export async function watchHost(io: Io, { uri, json }: WatchOptions): Promise<number> {
    const lock = await acquireGuardLock(io);
    const reporter = guardReporter(io, json);
    try {
        // Needs no libvirt, which may not be running yet.
        await guardHost("set", io);
        const alarm = new Alarm();
        const monitor = await watchFirewall(io, () => alarm.ring("rules"));
        watchLinks(io, () => alarm.ring("anything"));
        const how =
            monitor === undefined
                ? `its firewall reports no changes, so its rules are read every ${POLL_MS / 1000} s`
                : `"${monitor}" reports changes of its firewall`;
        const watching = { uri, how, alarm, monitor, reporter };
        // A lasting failure is reported once.
        for (let failure = ""; !io.signal.aborted;) {
            failure = await watchOnce(io, watching, failure);
        }
        reporter.say({ event: "ended" });
        return exitCodes.done;
    } finally {
        await lock.release();
    }
}

interface Watching {
    readonly uri: string;
    readonly how: string;
    readonly alarm: Alarm;
    readonly monitor: string | undefined;
    readonly reporter: GuardReporter;
}

/** Checks and repairs once, and returns the exit code. */
export async function repairOnce(io: Io, { uri, json }: WatchOptions): Promise<number> {
    const lock = await acquireGuardLock(io);
    try {
        // Not onHost, whose connection closes when the signal aborts: a change in progress must finish.
        const libvirt = await Libvirt.open(uri, { signal: io.signal });
        const reporter = guardReporter(io, json);
        const left = await new Guard({ libvirt, here: localHost(io), io, reporter })
            .round()
            .finally(() => libvirt.close());
        return left > 0 ? exitCodes.failed : exitCodes.done;
    } finally {
        await lock.release();
    }
}

/** Watches until the connection is lost or something fails; returns the message, which is printed unless it is `reported`. */
async function watchOnce(io: Io, watching: Watching, reported: string): Promise<string> {
    const { uri, how, alarm, monitor, reporter } = watching;
    let libvirt: Libvirt | undefined;
    const ending = new AbortController();
    const signal = AbortSignal.any([io.signal, ending.signal]);
    try {
        libvirt = await Libvirt.open(uri, { signal });
        const guard = new Guard({
            libvirt,
            here: localHost(io),
            io: { ...io, signal },
            reporter,
        });
        watchGuests(libvirt, signal, alarm);
        const seen = await fingerprintOf(io);
        const left = await guard.round();
        reporter.say({ event: "watching", uri, machines: await guard.running(), how });
        const everyMs = monitor === undefined ? POLL_MS : FULL_LOOK_MS;
        await rounds(guard, { ...io, signal }, { alarm, everyMs, seen, left });
        return "";
    } catch (error) {
        if (io.signal.aborted) return "";
        const { code, message } = describe(error);
        if (code === "bug") throw error;
        if (message !== reported) reporter.fail({ code, message });
        await sleep(RECONNECT_MS, undefined, { signal: io.signal }).catch(() => undefined);
        return message;
    } finally {
        ending.abort();
        libvirt?.close();
    }
}

interface Rounds {
    readonly alarm: Alarm;
    readonly everyMs: number;
    /** Fingerprint of the rules before the first round. */
    readonly seen: string;
    /** How many NICs the first round left unplugged. */
    readonly left: number;
}

async function rounds(guard: Guard, io: Io, first: Rounds): Promise<void> {
    const { alarm, everyMs } = first;
    let { seen, left } = first;
    let lookedAt = Date.now();
    for (;;) {
        const lookMs = left > 0 ? RETRY_MS : FULL_LOOK_MS;
        const rung = await alarm.wait(Math.min(everyMs, lookMs), io.signal);
        if (rung !== undefined) await sleep(BURST_MS);
        io.signal.throwIfAborted();
        const isDue = Date.now() - lookedAt >= lookMs;
        const now = await fingerprintOf(io);
        if (rung !== "anything" && !isDue && now === seen) continue;
        seen = now;
        left = await guard.round();
        lookedAt = Date.now();
    }
}

/** A starting guest has new taps. If the feed of events fails, so does the connection, which the next round notices. */
function watchGuests(libvirt: Libvirt, signal: AbortSignal, alarm: Alarm): void {
    const follow = async () => {
        for await (const { kind } of libvirt.watchDomains({ signal })) {
            if (kind === "change") alarm.ring("anything");
        }
    };
    follow().catch(() => alarm.ring("anything"));
}
