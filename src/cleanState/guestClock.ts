import { setTimeout as sleep } from "node:timers/promises";
import type { Domain, Libvirt } from "../libvirt";
import { AGENT_CHANNEL } from "../schema/domain/readyWhenRules";
import type { Element } from "../xml/tree/element";
import { all } from "../xml/tree/query";

const WAIT_MILLISECONDS = 200;
/** After a restore libvirt has to connect to the agent again. */
const PATIENCE_MILLISECONDS = 5000;

interface ClockOptions {
    readonly signal?: AbortSignal;
    readonly patienceMs?: number;
}

/**
 * Asks QEMU's guest agent to set the guest's clock to the time of this machine, and returns whether it did. Without the
 * agent's channel it asks nobody. A failure is not an error, nor is the signal: the guest is already at its clean state.
 */
export async function setGuestClock(
    libvirt: Libvirt,
    domain: Domain,
    stored: Element,
    { signal, patienceMs = PATIENCE_MILLISECONDS }: ClockOptions = {},
): Promise<boolean> {
    if (!hasAgentChannel(stored)) return false;
    for (const end = Date.now() + patienceMs; ; await sleep(WAIT_MILLISECONDS)) {
        try {
            await libvirt.call("domainSetTime", { domain, ...now() }, { signal });
            return true;
        } catch {
            if (Date.now() >= end || signal?.aborted === true) return false;
        }
    }
}

const hasAgentChannel = (stored: Element) =>
    all(stored, "devices", "channel", "target").some(
        ({ attributes: { name } }) => name === AGENT_CHANNEL,
    );

function now(): { seconds: bigint; nanoseconds: number } {
    const milliseconds = Date.now();
    return {
        seconds: BigInt(Math.floor(milliseconds / 1000)),
        nanoseconds: (milliseconds % 1000) * 1_000_000,
    };
}
