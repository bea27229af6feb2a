import { UserError, endedBeforeReady, notReady, tookTooLong } from "../../../errors";
import { isNoDomain, type Domain as LibvirtDomain } from "../../../libvirt";
import { pause } from "../../../libvirt/rpc/deadline";
import { domainStates } from "../../../libvirt/flags";
import type { Domain } from "../../../schema/domain/domain";
import type { ReadyWhen } from "../../../schema/domain/readyWhen";
import type { CallContext } from "../../lifecycle/resource";
import { linesOf, SerialLog } from "./serialLog";
import { savePicture } from "./savePicture";
import { conditionsOf, type Condition } from "./conditions";

/** A running guest, and the position in COM1's log where its run begins. */
export interface GuestRun {
    readonly domain: LibvirtDomain;
    readonly inputs: Domain;
    readonly serialLogStart: number;
}

type Wait = GuestRun & { readonly readyWhen: ReadyWhen };

const POLL_MILLISECONDS = 1000;

/** Shorter waits are not reported. */
const QUIET_SECONDS = 2;

/** Waits until a guest has met all conditions. Fails when it ends meanwhile or takes too long. */
export async function waitUntilReady(
    wait: Wait,
    context: CallContext,
    pollMilliseconds = POLL_MILLISECONDS,
): Promise<void> {
    const { signal } = context;
    const { timeoutSeconds, settleSeconds } = wait.readyWhen;
    const clock = stopwatch();
    const conditions = conditionsOf(wait, context);
    const missing = new Map(conditions.map((one) => [one, one.missing] as const));
    let settling: ReturnType<typeof stopwatch> | undefined;
    try {
        for (;;) {
            await refuseEnded(wait, clock, context);
            await checkConditions(missing, signal);
            if (missing.size === 0) {
                settling ??= stopwatch();
                if (settling.seconds() >= settleSeconds) return;
            }
            if (clock.seconds() >= timeoutSeconds) break;
            if (clock.seconds() >= QUIET_SECONDS) {
                context.log("status", statusOf(missing, wait.readyWhen, clock, settling));
            }
            await pause(pollMilliseconds, signal);
        }
    } catch (error) {
        // The time limit of the whole operation gets the same report; other aborts need none.
        if (!isTimeLimit(error)) throw error;
    }
    throw await notReadyError(wait, [...missing.values()], clock, context);
}

export const isTimeLimit = (error: unknown) =>
    error instanceof UserError && error.code === tookTooLong.definition.code;

async function checkConditions(
    missing: Map<Condition, string>,
    signal: AbortSignal,
): Promise<void> {
    const checks = [...missing.keys()].map(async (one) => [one, await one.check()] as const);
    for (const [condition, reason] of await Promise.all(checks)) {
        if (reason === undefined) missing.delete(condition);
        else missing.set(condition, reason);
    }
    signal.throwIfAborted();
}

function statusOf(
    missing: ReadonlyMap<Condition, string>,
    { timeoutSeconds, settleSeconds }: ReadyWhen,
    clock: Stopwatch,
    settling: Stopwatch | undefined,
): string {
    if (settling !== undefined) return `settling (${wholeSeconds(settling)} of ${settleSeconds} s)`;
    const names = [...missing.keys()].map(({ name }) => name).join(" and ");
    return `waiting for ${names} (${wholeSeconds(clock)} of ${timeoutSeconds} s)`;
}

/** virDomainShutoffReason and virDomainPausedReason. */
const ENDINGS: Readonly<Record<string, string>> = {
    "shutoff 1": "shut itself down",
    "shutoff 2": "was powered off from outside",
    "shutoff 3": "crashed",
    "shutoff 5": "was saved from outside",
    "shutoff 6": "could not go on: QEMU failed",
    "paused 5": "was stopped by a disk error (such as a full disk of the host)",
};

/** Fails at once if the guest has ended: waiting would not bring it back. */
async function refuseEnded(wait: Wait, clock: Stopwatch, context: CallContext): Promise<void> {
    const { domain } = wait;
    const { libvirt, signal } = context;
    const { state, how } = await stateOf(domain, context);
    if (how === undefined && state !== "shutoff" && state !== "crashed") return;
    signal.throwIfAborted();
    throw endedBeforeReady({
        name: domain.name,
        how: how ?? `ended (${state})`,
        seconds: wholeSeconds(clock),
        com1: linesOf(await new SerialLog(libvirt, wait.inputs, wait.serialLogStart).read()),
    });
}

async function stateOf(domain: LibvirtDomain, { libvirt, signal }: CallContext) {
    try {
        const found = await libvirt.call("domainGetState", { domain }, { signal });
        const state = domainStates[found.state] ?? "nostate";
        return { state, how: ENDINGS[`${state} ${found.reason}`] };
    } catch (error) {
        if (!isNoDomain(error)) throw error;
        return { state: "gone", how: "was removed by other means" };
    }
}

/** The error with what is missing and a picture of the screen. The guest stays as it is. */
async function notReadyError(
    { domain, inputs, serialLogStart }: Wait,
    lacks: readonly string[],
    clock: Stopwatch,
    { libvirt }: CallContext,
): Promise<UserError> {
    const unlimited = { libvirt, signal: new AbortController().signal };
    const [{ state }, text, picture] = await Promise.all([
        stateOf(domain, { ...unlimited, urn: "", log: () => undefined }),
        new SerialLog(libvirt, inputs, serialLogStart).read(),
        savePicture(libvirt, domain),
    ]);
    return notReady({
        name: domain.name,
        seconds: wholeSeconds(clock),
        state,
        lacks,
        com1: linesOf(text),
        picture,
    });
}

interface Stopwatch {
    seconds(): number;
}

function stopwatch(): Stopwatch {
    const begin = performance.now();
    return { seconds: () => (performance.now() - begin) / 1000 };
}

const wholeSeconds = (watch: Stopwatch) => Math.floor(watch.seconds());
