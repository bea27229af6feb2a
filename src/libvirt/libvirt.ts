import { connectionClosed } from "../errors";
import { connect } from "./connection/connect";
import { ConnectionPool } from "./connection/connectionPool";
import { type Limits, withDeadline } from "./rpc/deadline";
import { type DomainFeed, openDomainFeed } from "./events/domainFeed";
import { picturesOfDomains } from "./screen/domainPicture";
import { type EventFeed, openEventFeed } from "./events/eventFeed";
import { ConnectError, type ConnectionLostError, wasDropped } from "./errors";
import { DomainEventId } from "./flags";
import { GuestConsole } from "./guestConsole";
import type { Domain, StorageVolume } from "./handles";
import { domainReboot } from "./rpc/messages";
import type { Args, ProcedureName, Reply } from "./rpc/procedures";
import { isReadingCall } from "./rpc/readingCalls";
import { redial } from "./connection/redial";
import type { RemoteStream } from "./rpc/remoteStream";
import { receiveAll, sendAll } from "./rpc/transfer";
import { parseUri } from "./rpc/uri";
import { type DomainUpdate, watchDomains } from "./events/watchDomains";

/** One less than the number of calls, pings included, at which libvirtd stops reading (max_client_requests). */
const callsPerConnection = 4;
const connectionsMax = 5;
/** Each stream has its own connection, so that a slow reader delays nobody else. */
const streamsMax = 16;
const watchersMax = 16;
const defaultKeepaliveIntervalMs = 5000;
const defaultReconnectMs = 10_000;
const defaultTimeoutMs = 60_000;
const forceConsole = 1;

export interface CallOptions {
    /** How long the server may take to answer. @default 60000, or what `open` was given */
    timeoutMs?: number | undefined;
    /** Ends the wait with the signal's reason; libvirt may still carry out the call. */
    signal?: AbortSignal | undefined;
}

export interface OpenOptions extends CallOptions {
    /** How often to ping the daemon; five pings without an answer end a connection. @default 5000 */
    keepaliveIntervalMs?: number | undefined;
    /** How long a daemon that has answered may be unreachable, as in a restart. @default 10000 */
    reconnectMs?: number | undefined;
}

export interface TransferOptions extends CallOptions {
    /** Where in the volume to begin. @default 0n */
    offset?: bigint | undefined;
    /** How many bytes to move. @default all */
    length?: bigint | undefined;
    /** Called after each chunk with the number of bytes moved so far. */
    onProgress?: ((bytes: bigint) => void) | undefined;
}

export interface Screenshot {
    mime: string;
    data: Buffer;
}

/**
 * A libvirt daemon. The next call reopens a lost connection. A call that was lost with the connection is
 * repeated only if it reads or was not sent; libvirt may have carried out any other.
 */
export class Libvirt {
    readonly uri: string;
    readonly #timeoutMs: number;
    readonly #calls: ConnectionPool;
    readonly #streams: ConnectionPool;
    readonly #watchers: ConnectionPool;
    #hasAnswered = false;

    private constructor(uri: string, options: OpenOptions) {
        const parsed = parseUri(uri);
        const { timeoutMs = defaultTimeoutMs, reconnectMs = defaultReconnectMs } = options;
        const { keepaliveIntervalMs = defaultKeepaliveIntervalMs } = options;
        const dialer = (pingMs?: number) => (signal: AbortSignal) => {
            const once = () => connect(parsed, { timeoutMs, signal }, pingMs);
            return this.#hasAnswered ? redial(once, reconnectMs, signal) : once();
        };
        const dial = dialer(keepaliveIntervalMs);
        this.uri = uri;
        this.#timeoutMs = timeoutMs;
        this.#calls = new ConnectionPool({
            dial,
            connectionsMax,
            loadPerConnection: callsPerConnection,
        });
        this.#streams = new ConnectionPool({
            // Back-pressure delays pings too, so each step of a stream has the time limit instead.
            dial: dialer(),
            connectionsMax: streamsMax,
            loadPerConnection: 1,
        });
        this.#watchers = new ConnectionPool({
            dial,
            connectionsMax: watchersMax,
            loadPerConnection: 1,
        });
    }

    /** Connects to the daemon that serves `uri`; `timeoutMs` is the default of all later calls. */
    static async open(uri: string, options: OpenOptions = {}): Promise<Libvirt> {
        const libvirt = new Libvirt(uri, options);
        try {
            await withDeadline(libvirt.#limits(options), `the opening of "${uri}"`, (signal) =>
                libvirt.#calls.use(signal, async () => {}),
            );
        } catch (error) {
            libvirt.close();
            throw error;
        }
        libvirt.#hasAnswered = true;
        return libvirt;
    }

    /** Calls a libvirt procedure by its name in the table. */
    call<N extends ProcedureName>(
        name: N,
        args: Args<N>,
        options: CallOptions = {},
    ): Promise<Reply<N>> {
        return withDeadline(this.#limits(options), name, (signal) => {
            const attempt = () =>
                this.#calls.use(signal, (connection) => connection.call(name, args, signal));
            return againIf((lost) => isReadingCall(name) || !lost.sent, attempt);
        });
    }

    /** Writes `source` into the volume; any failure leaves the volume half written. */
    async upload(
        volume: StorageVolume,
        source: AsyncIterable<Uint8Array>,
        options: TransferOptions = {},
    ): Promise<void> {
        const { offset, length } = options;
        const { stream } = await this.#openStream(
            "storageVolUpload",
            { volume, offset, length },
            options,
        );
        await sendAll(stream, source, { ...options, ...this.#limits(options) });
    }

    /** Reads the volume, no faster than the consumer does. */
    async *download(
        volume: StorageVolume,
        options: TransferOptions = {},
    ): AsyncGenerator<Buffer, void, undefined> {
        const { offset, length } = options;
        const { stream } = await this.#openStream(
            "storageVolDownload",
            { volume, offset, length },
            options,
        );
        yield* receiveAll(stream, { ...options, ...this.#limits(options) });
    }

    /** A picture of a running domain's screen. */
    async screenshot(domain: Domain, screen = 0, options: CallOptions = {}): Promise<Screenshot> {
        const { reply, stream } = await this.#openStream(
            "domainScreenshot",
            { domain, screen },
            options,
        );
        const chunks: Buffer[] = [];
        for await (const chunk of receiveAll(stream, this.#limits(options))) {
            chunks.push(chunk);
        }
        return { mime: reply ?? "application/octet-stream", data: Buffer.concat(chunks) };
    }

    /** Attaches to a running domain's console; `force` takes it from whoever has it. */
    async openConsole(
        domain: Domain,
        options: CallOptions & { device?: string | undefined; force?: boolean | undefined } = {},
    ): Promise<GuestConsole> {
        const { device, force = false } = options;
        const flags = force ? forceConsole : 0;
        const { stream } = await this.#openStream(
            "domainOpenConsole",
            { domain, device, flags },
            options,
        );
        return new GuestConsole(stream, this.#limits(options).timeoutMs);
    }

    /**
     * Yields all domains with their states, then each change, without end. After a lost connection,
     * and for a consumer that fell 1024 changes behind, it starts again with all domains. The time
     * limit applies to the server's answers only, as hours may pass between changes.
     */
    watchDomains(options: CallOptions = {}): AsyncGenerator<DomainUpdate, void, undefined> {
        const { signal = new AbortController().signal } = options;
        const source = {
            openFeed: () => this.#openDomainFeed(options),
            listDomains: () => picturesOfDomains((name, args) => this.call(name, args, options)),
        };
        return watchDomains(source, signal);
    }

    /** Yields a message for each restart of a domain's guest from now on; rejects when the connection is lost. */
    openRestartFeed(domain: Domain, options: CallOptions = {}): Promise<EventFeed<unknown>> {
        const limits = this.#limits(options);
        const wanted = { event: DomainEventId.REBOOT, message: domainReboot, domain };
        return withDeadline(limits, "the registration for restarts", (signal) =>
            this.#watchers.use(signal, (connection) =>
                openEventFeed(connection, wanted, limits, signal),
            ),
        );
    }

    /** Ends all connections. Calls in flight and later ones reject. */
    close(): void {
        const { uri } = this;
        const reason = new ConnectError("closed", uri, connectionClosed.text({ uri }));
        this.#calls.close(reason);
        this.#streams.close(reason);
        this.#watchers.close(reason);
    }

    #openDomainFeed(options: CallOptions): Promise<DomainFeed> {
        const limits = this.#limits(options);
        return withDeadline(limits, "the registration for domain events", (signal) =>
            this.#watchers.use(signal, (connection) => openDomainFeed(connection, limits, signal)),
        );
    }

    #openStream<N extends ProcedureName>(
        name: N,
        args: Args<N>,
        options: CallOptions,
    ): Promise<{ reply: Reply<N>; stream: RemoteStream }> {
        return withDeadline(this.#limits(options), name, (signal) =>
            this.#streams.use(signal, (connection) => connection.openStream(name, args, signal)),
        );
    }

    #limits({ timeoutMs = this.#timeoutMs, signal }: CallOptions): Limits {
        return { timeoutMs, signal };
    }
}

async function againIf<T>(
    harmless: (lost: ConnectionLostError) => boolean,
    attempt: () => Promise<T>,
): Promise<T> {
    try {
        return await attempt();
    } catch (error) {
        if (wasDropped(error) && harmless(error)) {
            return attempt();
        }
        throw error;
    }
}
