import { setTimeout as sleep } from "node:timers/promises";
import { describe, exitCodes } from "../../../errors";
import { Libvirt } from "../../../libvirt";
import { localHost } from "../audit/localHost";
import type { Io } from "../../output/io";
import { Alarm, fingerprintOf, watchFirewall, watchLinks } from "./alarms";
import { becomeGuard } from "./becomeGuard";
import { guardHost } from "../../host/hostGuard";
import { Guard } from "./round";
import { guardReporter, type GuardReporter } from "./tidings";

/** A look at everything, whether or not something was announced. */
const FULL_LOOK_MS = 60_000;
/** The same while something stays unplugged. */
const RETRY_MS = 5000;
/** Where no event tells of the firewall, its rules are read this often. */
const POLL_MS = 1000;
/** Changes come in bursts. */
const BURST_MS = 50;
const RECONNECT_MS = 1000;

export interface WatchOptions {
    readonly uri: string;
    readonly json: boolean;
}

/** Guards the host until it is told to end, and gives the exit code. */
export async function watch(io: Io, { uri, json }: WatchOptions): Promise<number> {
    const own = await becomeGuard(io);
    const news = guardReporter(io, json);
    try {
        // Also while libvirt is away.
        await guardHost("set", io);
        const alarm = new Alarm();
        const monitor = await watchFirewall(io, () => alarm.ring("rules"));
        watchLinks(io, () => alarm.ring("anything"));
        const how =
            monitor === undefined
                ? `no event tells of its firewall, whose rules are read every ${POLL_MS / 1000} s`
                : `changes of its firewall come from "${monitor}"`;
        const watching = { uri, how, alarm, monitor, news };
        // What keeps being so is told once.
        for (let told = ""; !io.signal.aborted;) told = await watchOnce(io, watching, told);
        news.say({ event: "ended" });
        return exitCodes.done;
    } finally {
        await own.release();
    }
}

interface Watching {
    readonly uri: string;
    readonly how: string;
    readonly alarm: Alarm;
    readonly monitor: string | undefined;
    readonly news: GuardReporter;
}

/** Looks once, repairs, and gives the exit code. */
export async function repairOnce(io: Io, { uri, json }: WatchOptions): Promise<number> {
    const own = await becomeGuard(io);
    try {
        const libvirt = await Libvirt.open(uri, { signal: io.signal });
        try {
            const news = guardReporter(io, json);
            const left = await new Guard({
                libvirt,
                here: localHost(io),
                io,
                tidings: news,
            }).round();
            return left > 0 ? exitCodes.failed : exitCodes.done;
        } finally {
            libvirt.close();
        }
    } finally {
        await own.release();
    }
}

/** Until the connection is lost, or something fails; gives what was told of it. */
async function watchOnce(io: Io, watching: Watching, told: string): Promise<string> {
    const { uri, how, alarm, monitor, news } = watching;
    let libvirt: Libvirt | undefined;
    const ending = new AbortController();
    const signal = AbortSignal.any([io.signal, ending.signal]);
    try {
        libvirt = await Libvirt.open(uri, { signal });
        const guard = new Guard({
            libvirt,
            here: localHost(io),
            io: { ...io, signal },
            tidings: news,
        });
        watchGuests(libvirt, signal, alarm);
        const seen = await fingerprintOf(io);
        const left = await guard.round();
        news.say({ event: "watching", uri, machines: await guard.running(), how });
        const everyMs = monitor === undefined ? POLL_MS : FULL_LOOK_MS;
        await rounds(guard, { ...io, signal }, { alarm, everyMs, seen, left });
        return "";
    } catch (error) {
        if (io.signal.aborted) return "";
        const { code, message } = describe(error);
        if (code === "bug") throw error;
        if (message !== told) news.fail({ code, message });
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
    /** The rules from before the first look. */
    readonly seen: string;
    /** How many NICs the first look left unplugged. */
    readonly left: number;
}

async function rounds(guard: Guard, io: Io, first: Rounds): Promise<void> {
    const { alarm, everyMs } = first;
    let { seen, left: stay } = first;
    let lookedAt = Date.now();
    for (;;) {
        const lookMs = stay > 0 ? RETRY_MS : FULL_LOOK_MS;
        const rung = await alarm.wait(Math.min(everyMs, lookMs), io.signal);
        if (rung !== undefined) await sleep(BURST_MS);
        io.signal.throwIfAborted();
        const isDue = Date.now() - lookedAt >= lookMs;
        const now = await fingerprintOf(io);
        if (rung !== "anything" && !isDue && now === seen) continue;
        seen = now;
        stay = await guard.round();
        lookedAt = Date.now();
    }
}

/** A guest that starts has new taps. A feed that fails ends the connection, which the next look meets. */
function watchGuests(libvirt: Libvirt, signal: AbortSignal, alarm: Alarm): void {
    const follow = async () => {
        for await (const { kind } of libvirt.watchDomains({ signal }))
            if (kind === "change") alarm.ring("anything");
    };
    follow().catch(() => alarm.ring("anything"));
}
