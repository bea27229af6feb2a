import type { Connection } from "../connection/connection";
import { type Limits, withDeadline } from "../rpc/deadline";
import type { Domain } from "../handles";
import type { Message } from "../rpc/messages";

/** Messages of one kind, as libvirt sends them on one connection. */
export interface EventFeed<T> {
    /** Waits for a message; undefined stands for messages that came too fast to be kept. */
    next(signal: AbortSignal): Promise<T | undefined>;
    close(): Promise<void>;
}

/** What to register for. */
export interface Wanted<T> {
    /** virDomainEventID. */
    readonly event: number;
    readonly message: Message<T>;
    /** @default all domains */
    readonly domain?: Domain;
}

/** Receives every message after the promise has resolved, and some from before. */
export async function openEventFeed<T>(
    connection: Connection,
    { event, message, domain }: Wanted<T>,
    limits: Limits,
    signal: AbortSignal,
): Promise<EventFeed<T>> {
    const subscription = connection.subscribe(message);
    const callback = await register(connection, { event, domain }, signal);
    return {
        next: (reading) => subscription.next(reading),
        async close() {
            await deregister(connection, callback, limits);
            subscription.close();
        },
    };
}

async function register(
    connection: Connection,
    args: { readonly event: number; readonly domain: Domain | undefined },
    signal: AbortSignal,
): Promise<number> {
    try {
        return await connection.call("connectDomainEventCallbackRegisterAny", args, signal);
    } catch (error) {
        // The server may still register it, and nobody would read the messages.
        connection.close();
        throw error;
    }
}

/** Without the server's confirmation the connection is closed, which ends the registration too. */
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
