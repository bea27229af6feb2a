import { abortable } from "../rpc/deadline";
import { ConnectionLostError, ProtocolError } from "../errors";
import type { Message } from "../rpc/messages";
import { type Packet, packetStatus, packetType, remoteProgram } from "../rpc/packet";
import { PacketLink } from "../rpc/packetLink";
import { type Args, type ProcedureName, procedureTable, type Reply } from "../rpc/procedures";
import { decodeRemoteError } from "../rpc/remoteError";
import { RemoteStream } from "../rpc/remoteStream";
import { Subscription } from "./subscription";
import type { Transport } from "../rpc/transport";
import { decode, encode } from "../xdr/codec";

interface PendingCall {
    readonly name: ProcedureName;
    /** Whether the whole call has left this process. */
    sent: boolean;
    readonly answer: (packet: Packet) => void;
    readonly fail: (error: ConnectionLostError) => void;
}

interface Listener {
    readonly name: string;
    readonly accept: (payload: Buffer) => void;
    readonly lose: (error: ConnectionLostError) => void;
}

/** Calls, streams and events together over one transport; replies may come in any order. */
export class Connection {
    readonly #link: PacketLink;
    readonly #calls = new Map<number, PendingCall>();
    readonly #streams = new Map<number, RemoteStream>();
    readonly #listeners = new Map<number, Listener>();
    #lastSerial = 0;
    #awaited = 0;
    #onFree = () => {};

    constructor(transport: Transport) {
        this.#link = new PacketLink(transport, {
            onPacket: (packet) => this.#dispatch(packet),
            onEnd: (cause) => this.#fail(cause),
        });
        this.#link.keepProcessAlive(false);
    }

    get isOpen(): boolean {
        return this.#link.isOpen;
    }

    /** The number of streams, listeners and unanswered calls, including those that nobody waits for. */
    get load(): number {
        return this.#calls.size + this.#streams.size + this.#listeners.size;
    }

    /** Sets the listener for a lower load or the end of the connection. */
    onFree(listener: () => void): void {
        this.#onFree = listener;
    }

    /** Sends immediately; when `signal` fires, stops waiting and drops a late reply. */
    async call<N extends ProcedureName>(
        name: N,
        args: Args<N>,
        signal: AbortSignal,
    ): Promise<Reply<N>> {
        const payload = await this.#request(this.#nextSerial(), name, args, signal);
        return decode(procedureTable[name].reply, payload);
    }

    /** Calls a procedure that opens a stream, which must be finished or aborted. */
    async openStream<N extends ProcedureName>(
        name: N,
        args: Args<N>,
        signal: AbortSignal,
    ): Promise<{ reply: Reply<N>; stream: RemoteStream }> {
        const serial = this.#nextSerial();
        const answer = this.#request(serial, name, args, signal);
        const stream = this.#addStream(serial, name);
        try {
            return { reply: decode(procedureTable[name].reply, await answer), stream };
        } catch (error) {
            this.#removeStream(serial);
            // The server may still open it, and nobody would read it.
            if (signal.aborted || error instanceof ProtocolError) {
                this.close();
            }
            throw error;
        }
    }

    /** Keeps every such message from now on, until the subscription is closed. */
    subscribe<T>({ name, number, payload: codec }: Message<T>): Subscription<T> {
        const subscription = new Subscription<T>(() => this.#removeListener(number));
        this.#listeners.set(number, {
            name,
            accept: (payload) => subscription.accept(decode(codec, payload)),
            lose: (error) => subscription.lose(error),
        });
        this.#await(1);
        return subscription;
    }

    /** Ends the connection when the server falls silent. */
    keepAlive(intervalMs: number): void {
        this.#link.keepAlive(intervalMs);
    }

    /** Ends the connection; rejects everything in flight. */
    close(): void {
        this.#link.end();
    }

    async #request<N extends ProcedureName>(
        serial: number,
        name: N,
        args: Args<N>,
        signal: AbortSignal,
    ): Promise<Buffer> {
        signal.throwIfAborted();
        if (!this.isOpen) {
            throw connectionLost(name, false, undefined);
        }
        const { number: procedure, args: codec } = procedureTable[name];
        const header = { procedure, serial, type: packetType.call, status: packetStatus.ok };
        void this.#link.send({ ...remoteProgram, ...header }, encode(codec, args), () =>
            this.#markSent(serial),
        );
        const { status, payload } = await this.#answerTo(serial, name, signal);
        // Created here rather than on arrival, so that the stack leads to the caller.
        if (status === packetStatus.error) {
            throw decodeRemoteError(payload, name);
        }
        return payload;
    }

    async #answerTo(serial: number, name: ProcedureName, signal: AbortSignal): Promise<Packet> {
        const answer = new Promise<Packet>((resolve, reject) => {
            this.#calls.set(serial, { name, sent: false, answer: resolve, fail: reject });
        });
        this.#await(1);
        try {
            return await abortable(answer, signal);
        } finally {
            this.#await(-1);
        }
    }

    #markSent(serial: number): void {
        const call = this.#calls.get(serial);
        if (call) {
            call.sent = true;
        }
    }

    #addStream(serial: number, name: ProcedureName): RemoteStream {
        const header = { procedure: procedureTable[name].number, serial, type: packetType.stream };
        const stream = new RemoteStream(name, {
            send: (status, data) => this.#link.send({ ...remoteProgram, ...header, status }, data),
            pause: () => this.#link.pause(),
            resume: () => this.#link.resume(),
            closed: () => this.#removeStream(serial),
            drop: () => this.close(),
        });
        this.#streams.set(serial, stream);
        this.#await(1);
        return stream;
    }

    #removeStream(serial: number): void {
        if (this.#streams.delete(serial)) {
            this.#await(-1);
            this.#link.resume();
            this.#onFree();
        }
    }

    #removeListener(number: number): void {
        if (this.#listeners.delete(number)) {
            this.#await(-1);
            this.#onFree();
        }
    }

    #nextSerial(): number {
        this.#lastSerial = this.#lastSerial === 0xffffffff ? 1 : this.#lastSerial + 1;
        return this.#lastSerial;
    }

    #dispatch(packet: Packet): void {
        if (packet.type === packetType.reply) {
            this.#answer(packet);
        } else if (packet.type === packetType.stream) {
            this.#streams.get(packet.serial)?.accept(packet);
        } else if (packet.type === packetType.message) {
            this.#listeners.get(packet.procedure)?.accept(packet.payload);
        } else {
            throw new ProtocolError(`libvirt sent a packet of unknown type ${packet.type}.`);
        }
    }

    #answer(packet: Packet): void {
        const call = this.#calls.get(packet.serial);
        // A second answer, or one to an unknown call, is harmless.
        if (!call) {
            return;
        }
        if (packet.procedure !== procedureTable[call.name].number) {
            throw new ProtocolError(
                `libvirt answered ${call.name} with a reply to procedure ${packet.procedure}.`,
            );
        }
        if (packet.status !== packetStatus.ok && packet.status !== packetStatus.error) {
            throw new ProtocolError(`libvirt answered ${call.name} with status ${packet.status}.`);
        }
        this.#calls.delete(packet.serial);
        call.answer(packet);
        this.#onFree();
    }

    /** Keeps the process alive only while somebody waits. */
    #await(change: 1 | -1): void {
        this.#awaited += change;
        this.#link.keepProcessAlive(this.#awaited > 0);
    }

    #fail(cause: unknown): void {
        for (const { name, sent, fail } of this.#calls.values()) {
            fail(connectionLost(name, sent, cause));
        }
        this.#calls.clear();
        for (const stream of this.#streams.values()) {
            stream.lose(connectionLost(stream.procedure, true, cause));
        }
        for (const { name, lose } of this.#listeners.values()) {
            lose(connectionLost(name, true, cause));
        }
        this.#onFree();
    }
}

const connectionLost = (name: string, sent: boolean, cause: unknown) =>
    new ConnectionLostError(name, sent, cause === undefined ? undefined : { cause });
