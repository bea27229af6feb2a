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

/** A guest that runs, and where in COM1's log its run begins. */
export interface GuestRun {
    readonly domain: LibvirtDomain;
    readonly inputs: Domain;
    readonly serialLogStart: number;
}

type Wait = GuestRun & { readonly readyWhen: ReadyWhen };

const POLL_MILLISECONDS = 1000;

/** What takes no longer is not worth a word. */
const QUIET_SECONDS = 2;

/** Waits until a guest has shown all that is asked for. Fails when it ends meanwhile, or takes too long. */
export async function waitUntilReady(
    wait: Wait,
    context: CallContext,
    pollMilliseconds = POLL_MILLISECONDS,
): Promise<void> {
    const { signal } = context;
    const { timeoutSeconds, settleSeconds } = wait.readyWhen;
    const clock = stopwatch();
    const signs = conditionsOf(wait, context);
    const missing = new Map(signs.map((sign) => [sign, sign.missing] as const));
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
            if (clock.seconds() >= QUIET_SECONDS)
                context.log("status", statusOf(missing, wait.readyWhen, clock, settling));
            await pause(pollMilliseconds, signal);
        }
    } catch (error) {
        // The time limit of the whole operation is one like ours; the others who end it want no report.
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
    const looks = [...missing.keys()].map(async (sign) => [sign, await sign.check()] as const);
    for (const [sign, lack] of await Promise.all(looks)) {
        if (lack === undefined) missing.delete(sign);
        else missing.set(sign, lack);
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
    "paused 5": "was stopped by an error of its disk, such as a full disk of the host",
};

/** A guest that has ended is told at once: no time limit would bring it back. */
async function refuseEnded(wait: Wait, clock: Stopwatch, context: CallContext): Promise<void> {
    const { domain } = wait;
    const { libvirt, signal } = context;
    const { word, how } = await stateOf(domain, context);
    if (how === undefined && word !== "shutoff" && word !== "crashed") return;
    signal.throwIfAborted();
    throw endedBeforeReady({
        name: domain.name,
        how: how ?? `ended (${word})`,
        seconds: wholeSeconds(clock),
        com1: linesOf(await new SerialLog(libvirt, wait.inputs, wait.serialLogStart).read()),
    });
}

async function stateOf(domain: LibvirtDomain, { libvirt, signal }: CallContext) {
    try {
        const { state, reason } = await libvirt.call("domainGetState", { domain }, { signal });
        const word = domainStates[state] ?? "nostate";
        return { word, how: ENDINGS[`${word} ${reason}`] };
    } catch (error) {
        if (!isNoDomain(error)) throw error;
        return { word: "gone", how: "was removed by other means" };
    }
}

/** What was seen, and a picture of the screen. The guest stays as it is. */
async function notReadyError(
    { domain, inputs, serialLogStart }: Wait,
    lacks: readonly string[],
    clock: Stopwatch,
    { libvirt }: CallContext,
): Promise<UserError> {
    const unlimited = { libvirt, signal: new AbortController().signal };
    const [{ word }, text, picture] = await Promise.all([
        stateOf(domain, { ...unlimited, urn: "", log: () => undefined }),
        new SerialLog(libvirt, inputs, serialLogStart).read(),
        savePicture(libvirt, domain),
    ]);
    return notReady({
        name: domain.name,
        seconds: wholeSeconds(clock),
        state: word,
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
