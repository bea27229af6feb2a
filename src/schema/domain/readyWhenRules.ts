import * as errors from "../../errors";
import { parse } from "../../xml/tree/parse";
import type { Domain } from "./domain";
import { DEFAULT_TIMEOUT_SECONDS, type ReadyWhen } from "./readyWhen";
import type { Issue } from "../core/resource";

/** What can be waited for, in the order in which it is told. */
const SIGNS = ["lease", "serialText", "guestAgent", "tcpPort"] as const;

export function validateReadyWhen({ readyWhen }: Pick<Domain, "readyWhen">): Issue[] {
    if (readyWhen === undefined || SIGNS.some((sign) => isAsked(readyWhen, sign))) return [];
    return [errors.readyWhenEmpty(["readyWhen"])];
}

export function validateSettling({ readyWhen }: Pick<Domain, "readyWhen">): Issue[] {
    const { settleSeconds = 0, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: Partial<ReadyWhen> = {
        ...readyWhen,
    };
    const areKnown = typeof settleSeconds === "number" && typeof timeoutSeconds === "number";
    if (!areKnown || settleSeconds < timeoutSeconds) return [];
    return [errors.settlesTooLong(["readyWhen", "settleSeconds"], { timeoutSeconds })];
}

export function validateReadyAddress({ readyWhen, interfaces }: Domain): Issue[] {
    if (readyWhen === undefined || Object.keys(interfaces).length > 0) return [];
    return (["lease", "tcpPort"] as const)
        .filter((sign) => isAsked(readyWhen, sign))
        .map((sign) => errors.readyWithoutInterface(["readyWhen", sign]));
}

/** A console has one client at a time, and what was printed before it came is lost: only the log has it all. */
export function validateSerialText({ readyWhen, serials }: Domain): Issue[] {
    if (readyWhen?.serialText === undefined || serials[0]?.logFile !== undefined) return [];
    return [errors.serialTextWithoutLog(["readyWhen", "serialText"])];
}

export const AGENT_CHANNEL = "org.qemu.guest_agent.0";

/** Nothing is plugged in for it: Windows would find new hardware and ask for a driver. */
export function validateGuestAgent({ readyWhen, extraXml }: Domain): Issue[] {
    if (readyWhen === undefined || !isAsked(readyWhen, "guestAgent")) return [];
    if (!Array.isArray(extraXml) || extraXml.some(isAgentChannel)) return [];
    return [errors.agentWithoutChannel(["readyWhen", "guestAgent"])];
}

function isAgentChannel({ at, xml }: Domain["extraXml"][number]): boolean {
    // What is open, or no XML, is judged elsewhere.
    if (typeof xml !== "string" || at !== "/domain/devices") return typeof xml !== "string";
    try {
        const { name, children } = parse(xml);
        return (
            name === "channel" &&
            children.some(
                (child) => typeof child !== "string" && child.attributes["name"] === AGENT_CHANNEL,
            )
        );
    } catch {
        return true;
    }
}

const isAsked = (readyWhen: ReadyWhen, sign: (typeof SIGNS)[number]) =>
    readyWhen[sign] !== undefined && readyWhen[sign] !== false;
