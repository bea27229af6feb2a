import { Connection } from "./connection";
import { ConnectionPool } from "./connectionPool";
import { type Limits, withDeadline } from "./deadline";
import { ConnectError } from "./errors";
import { GuestConsole } from "./guestConsole";
import type { Domain, StorageVolume } from "./handles";
import type { Args, ProcedureName, Reply } from "./procedures";
import type { RemoteStream } from "./remoteStream";
import { openSession } from "./session";
import { receiveAll, sendAll } from "./transfer";
import { connectUnixSocket } from "./transport";
import { type LibvirtUri, parseUri } from "./uri";

/** libvirtd serves as many calls of one connection at a time (max_client_requests). */
const callsPerConnection = 5;
const connectionsMax = 4;
/** Each stream has a connection to itself, so that a slow reader holds up nobody else. */
const streamsMax = 16;
const defaultTimeoutMs = 60_000;
const forceConsole = 1;

export interface CallOptions {
    /** How long the server may take to answer. @default 60000, or what `open` was given */
    timeoutMs?: number | undefined;
    /** Ends the wait with the signal's reason; libvirt may still do what it was asked. */
    signal?: AbortSignal | undefined;
}

export interface TransferOptions extends CallOptions {
    /** Where in the volume to begin. @default 0n */
    offset?: bigint | undefined;
    /** How many bytes to move; all of them when left out. */
    length?: bigint | undefined;
    /** Is told after each chunk how many bytes have gone through. */
    onProgress?: ((bytes: bigint) => void) | undefined;
}

export interface Screenshot {
    mime: string;
    data: Buffer;
}

/** A libvirt daemon. Lost connections are opened again by the next call; no call is repeated. */
export class Libvirt {
    readonly uri: string;
    readonly #timeoutMs: number;
    readonly #calls: ConnectionPool;
    readonly #streams: ConnectionPool;

    private constructor(uri: string, timeoutMs: number) {
        const parsed = parseUri(uri);
        const dial = (signal: AbortSignal) => connect(parsed, { timeoutMs, signal });
        this.uri = uri;
        this.#timeoutMs = timeoutMs;
        this.#calls = new ConnectionPool({
            dial,
            connectionsMax,
            loadPerConnection: callsPerConnection,
        });
        this.#streams = new ConnectionPool({
            dial,
            connectionsMax: streamsMax,
            loadPerConnection: 1,
        });
    }

    /** Connects to the daemon that serves `uri`; `timeoutMs` is the default of all later calls. */
    static async open(uri: string, options: CallOptions = {}): Promise<Libvirt> {
        const libvirt = new Libvirt(uri, options.timeoutMs ?? defaultTimeoutMs);
        await withDeadline(libvirt.#limits(options), `the opening of "${uri}"`, (signal) =>
            libvirt.#calls.use(signal, async () => {}),
        );
        return libvirt;
    }

    /** Calls a procedure of libvirt's by its name in the table. */
    call<N extends ProcedureName>(
        name: N,
        args: Args<N>,
        options: CallOptions = {},
    ): Promise<Reply<N>> {
        return withDeadline(this.#limits(options), name, (signal) =>
            this.#calls.use(signal, (connection) => connection.call(name, args, signal)),
        );
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

    /** Reads the volume, no faster than the consumer takes it. */
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

    /** A picture of what a running domain shows. */
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

    /** Ends all connections. Calls in flight and later ones reject. */
    close(): void {
        const reason = new ConnectError(
            "closed",
            this.uri,
            `The connection to "${this.uri}" has been closed. Open another with Libvirt.open.`,
        );
        this.#calls.close(reason);
        this.#streams.close(reason);
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

async function connect(uri: LibvirtUri, limits: Limits): Promise<Connection> {
    return withDeadline(limits, `on "${uri.socketPath}"`, async (signal) => {
        const connection = new Connection(await connectUnixSocket(uri.socketPath, signal));
        try {
            await openSession(connection, uri, signal);
            return connection;
        } catch (error) {
            connection.close();
            throw error;
        }
    });
}
