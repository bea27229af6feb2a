import type { Connection } from "./connection";
import { type Limits, withDeadline } from "./deadline";
import { type DomainChange, domainChange } from "./domainChange";
import { DomainEventId } from "./flags";
import { domainLifecycle } from "./messages";

/** Changes to domains as libvirt announces them on one connection. */
export interface DomainFeed {
    /** Waits for a change; undefined stands for changes that came too fast to be kept. */
    next(signal: AbortSignal): Promise<DomainChange | undefined>;
    close(): Promise<void>;
}

/** Registers for every change after the promise has resolved, and for some before. */
export async function openDomainFeed(
    connection: Connection,
    limits: Limits,
    signal: AbortSignal,
): Promise<DomainFeed> {
    const subscription = connection.subscribe(domainLifecycle);
    const callback = await register(connection, signal);
    return {
        async next(reading) {
            const message = await subscription.next(reading);
            return message && domainChange(message);
        },
        async close() {
            await deregister(connection, callback, limits);
            subscription.close();
        },
    };
}

async function register(connection: Connection, signal: AbortSignal): Promise<number> {
    try {
        const event = DomainEventId.LIFECYCLE;
        return await connection.call("connectDomainEventCallbackRegisterAny", { event }, signal);
    } catch (error) {
        // The server may still register it, and nobody would read what comes.
        connection.close();
        throw error;
    }
}

/** A server that does not confirm it loses the connection, which ends the registration too. */
async function deregister(
    connection: Connection,
    callback: number,
    { timeoutMs }: Limits,
): Promise<void> {
    const name = "connectDomainEventCallbackDeregisterAny";
    try {
        await withDeadline({ timeoutMs }, name, (signal) =>
            connection.call(name, { callback }, signal),
        );
    } catch {
        connection.close();
    }
}
