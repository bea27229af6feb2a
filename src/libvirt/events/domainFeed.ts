import type { Connection } from "../connection/connection";
import type { Limits } from "../rpc/deadline";
import { type DomainChange, domainChange } from "./domainChange";
import { type EventFeed, openEventFeed } from "./eventFeed";
import { DomainEventId } from "../flags";
import { domainLifecycle } from "../rpc/messages";

/** Changes to domains as libvirt announces them on one connection. */
export type DomainFeed = EventFeed<DomainChange>;

/** Receives every change after the promise has resolved, and some from before. */
export async function openDomainFeed(
    connection: Connection,
    limits: Limits,
    signal: AbortSignal,
): Promise<DomainFeed> {
    const wanted = { event: DomainEventId.LIFECYCLE, message: domainLifecycle };
    const feed = await openEventFeed(connection, wanted, limits, signal);
    return {
        ...feed,
        async next(reading) {
            const message = await feed.next(reading);
            return message && domainChange(message);
        },
    };
}
