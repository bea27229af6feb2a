import type { Domain } from "../handles";
import type { domainLifecycle } from "../rpc/messages";
import type { Decoded } from "../xdr/codec";

/** virDomainEventType in its order, each with its details in theirs. */
const lifecycle = [
    ["defined", ["added", "updated", "renamed", "fromSnapshot"]],
    ["undefined", ["removed", "renamed"]],
    ["started", ["booted", "migrated", "restored", "fromSnapshot", "wakeup"]],
    [
        "suspended",
        [
            "paused",
            "migrated",
            "ioError",
            "watchdog",
            "restored",
            "fromSnapshot",
            "apiError",
            "postcopy",
            "postcopyFailed",
            "guestShutdown",
        ],
    ],
    ["resumed", ["unpaused", "migrated", "fromSnapshot", "postcopy", "postcopyFailed"]],
    [
        "stopped",
        ["shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "fromSnapshot"],
    ],
    ["shutdown", ["finished", "guest", "host"]],
    ["pmsuspended", ["memory", "disk"]],
    ["crashed", ["panicked", "crashloaded"]],
] as const;

/** What happened to a domain; `unknown` for events of a newer libvirt. */
export type DomainEvent = (typeof lifecycle)[number][0] | "unknown";

export interface DomainChange {
    domain: Domain;
    event: DomainEvent;
    /** libvirt's reason; `unknown` as above. */
    reason: (typeof lifecycle)[number][1][number] | "unknown";
}

export function domainChange(message: Decoded<typeof domainLifecycle.payload>): DomainChange {
    const { domain, event, detail } = message;
    const [name, reasons] = lifecycle[event] ?? ["unknown", []];
    return { domain, event: name, reason: reasons[detail] ?? "unknown" };
}
