import { pause } from "../rpc/deadline";
import type { DomainChange } from "./domainChange";
import type { DomainFeed } from "./domainFeed";
import type { DomainPicture } from "../screen/domainPicture";
import { wasDropped } from "../errors";

/** A new connection that is lost at once must not become a busy loop. */
const pauseBetweenConnectionsMs = 100;

/**
 * What a watcher receives: all domains, at first and whenever changes may have been missed, and each
 * change since. The first changes may already be included in the list.
 */
export type DomainUpdate =
    { kind: "resync"; domains: DomainPicture[] } | ({ kind: "change" } & DomainChange);

export interface DomainSource {
    openFeed(): Promise<DomainFeed>;
    listDomains(): Promise<DomainPicture[]>;
}

/** Continues over lost connections until the consumer stops, or no new connection is possible. */
export async function* watchDomains(
    source: DomainSource,
    signal: AbortSignal,
): AsyncGenerator<DomainUpdate, void, undefined> {
    for (;;) {
        const feed = await source.openFeed();
        try {
            yield* newsFrom(feed, source, signal);
        } catch (error) {
            if (!wasDropped(error)) {
                throw error;
            }
        } finally {
            await feed.close();
        }
        await pause(pauseBetweenConnectionsMs, signal);
    }
}

/** Lists the domains while changes are already being recorded, so that none is missed. */
async function* newsFrom(
    feed: DomainFeed,
    source: DomainSource,
    signal: AbortSignal,
): AsyncGenerator<DomainUpdate, never, undefined> {
    for (;;) {
        yield { kind: "resync", domains: await source.listDomains() };
        for (let change = await feed.next(signal); change; change = await feed.next(signal)) {
            yield { kind: "change", ...change };
        }
    }
}
