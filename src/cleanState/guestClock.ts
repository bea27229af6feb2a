import { setTimeout as sleep } from "node:timers/promises";
import type { Domain, Libvirt } from "../libvirt";
import { AGENT_CHANNEL } from "../schema/domain/readyWhenRules";
import type { Element } from "../xml/tree/element";
import { all } from "../xml/tree/query";

const WAIT_MILLISECONDS = 200;
/** After a restore libvirt has to meet the agent again. */
const PATIENCE_MILLISECONDS = 5000;

/**
 * Has QEMU's guest agent set the guest's clock to the time of this machine, and gives whether it did. Without its channel
 * nobody is asked, and what an agent does not do is no reason to call a reset failed: the guest is where it belongs.
 */
export async function setGuestClock(
    libvirt: Libvirt,
    domain: Domain,
    stored: Element,
    { patienceMs = PATIENCE_MILLISECONDS } = {},
): Promise<boolean> {
    if (!hasAgentChannel(stored)) return false;
    for (const end = Date.now() + patienceMs; ; await sleep(WAIT_MILLISECONDS))
        try {
            await libvirt.call("domainSetTime", { domain, ...now() });
            return true;
        } catch {
            if (Date.now() >= end) return false;
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
