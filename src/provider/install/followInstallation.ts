import { setTimeout as sleep } from "node:timers/promises";
import { installationEnded, installationTimedOut, type Unfinished } from "../../errors";
import type { Domain, EventFeed, Libvirt } from "../../libvirt";
import { domainStates, PausedReason, ShutoffReason } from "../../libvirt/flags";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";
import { hearConsole } from "./hearConsole";
import { InstallationProgress, type InstallationPlan } from "./installationProgress";
import { savedPicture } from "./savedPicture";

const POLL_MILLISECONDS = 500;
const LOG_MILLISECONDS = 60_000;
/** The last text of COM1 comes after the news that the guest is off. */
const LAST_TEXT_MILLISECONDS = 3000;

/** A guest may request one restart in several ways at once, and libvirt reports each. No guest restarts again so soon. */
const SAME_RESTART_MILLISECONDS = 5000;

export interface Followed extends InstallationPlan {
    /** Id of the volume that is installed. */
    readonly volume: string;
    readonly timeoutSeconds: number;
}

/** Resumes a paused guest and waits until COM1 has the final text and the guest is off. Anything else is a failure. */
export async function followInstallation(
    domain: Domain,
    plan: Followed,
    context: CallContext,
): Promise<void> {
    const { libvirt, signal, log } = context;
    const began = Date.now();
    const progress = new InstallationProgress(plan, {
        onPhase: (name) => log("status", name),
        onWarning: (line) => log("warning", `The guest that installs reported on COM1: ${line}`),
    });
    const ending = new AbortController();
    const restarts = await libvirt.openRestartFeed(domain, { signal });
    const counting = count(restarts, progress, ending.signal).catch(() => undefined);
    const hearing = await hearConsole(domain, progress, context, ending.signal);
    const facts = () => ({ volume: plan.volume, phase: progress.phase, said: progress.said });
    try {
        await libvirt.call("domainResume", { domain });
        const how = await untilOff(domain, { ...plan, began, progress }, context);
        await Promise.race([
            hearing.isOver,
            sleep(LAST_TEXT_MILLISECONDS, undefined, { ref: false }),
        ]);
        if (how === undefined) throw await late(domain, plan, facts(), context);
        if (!progress.isDone || how !== OFF) throw installationEnded({ ...facts(), how });
    } finally {
        ending.abort();
        await Promise.allSettled([hearing.isOver, counting, restarts.close()]);
    }
}

const OFF = "powered itself off";

interface Wait {
    readonly began: number;
    readonly timeoutSeconds: number;
    readonly progress: InstallationProgress;
}

/** How the guest ended, or why it is stuck; undefined when the time limit is over. */
async function untilOff(
    domain: Domain,
    { began, timeoutSeconds, progress }: Wait,
    { libvirt, signal, log }: CallContext,
): Promise<string | undefined> {
    let logged = began;
    for (;;) {
        signal.throwIfAborted();
        const how = await stopped(libvirt, domain);
        if (how !== undefined) return how;
        const now = Date.now();
        if (now - began > timeoutSeconds * 1000) return undefined;
        if (now - logged >= LOG_MILLISECONDS) {
            logged = now;
            log("status", `${progress.phase}, ${Math.floor((now - began) / 60_000)} min`);
        }
        await sleep(POLL_MILLISECONDS);
    }
}

async function stopped(libvirt: Libvirt, domain: Domain): Promise<string | undefined> {
    const answer = await ignoreNotFound(libvirt.call("domainGetState", { domain }));
    if (answer === undefined) return "was removed from the host";
    const { state, reason } = answer;
    switch (domainStates[state]) {
        case "shutoff":
            return reason === ShutoffReason.SHUTDOWN ? OFF : "was powered off from outside";
        case "crashed":
            return "crashed";
        case "paused":
            return reason === PausedReason.IO_ERROR
                ? "stopped because the host could not write its disk (a full pool?)"
                : undefined;
        default:
            return undefined;
    }
}

async function late(
    domain: Domain,
    { timeoutSeconds }: Followed,
    facts: Unfinished,
    { libvirt }: CallContext,
): Promise<Error> {
    const picture = await savedPicture(libvirt, domain);
    const limit =
        timeoutSeconds % 60 === 0 ? `${timeoutSeconds / 60} minutes` : `${timeoutSeconds} s`;
    return installationTimedOut({ ...facts, picture, limit });
}

/** Counts restarts until the feed ends or is lost. Without it, only COM1 shows the later phases. */
async function count(
    restarts: EventFeed<unknown>,
    progress: InstallationProgress,
    signal: AbortSignal,
): Promise<void> {
    let last = 0;
    for (;;) {
        await restarts.next(signal);
        if (Date.now() - last > SAME_RESTART_MILLISECONDS) progress.restarted();
        last = Date.now();
    }
}
