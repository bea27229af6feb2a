import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Frame, frame, type Header, remote, unframe, word } from "./wire";

const procedure = { connectOpen: 1, supportsFeature: 60, authList: 66, authPolkit: 70 };

/** A daemon that opens sessions by itself and leaves every other packet to the test. */
export class FakeServer {
    readonly connections: FakeConnection[] = [];
    readonly socketPath: string;
    /** Procedure numbers of the sessions' beginnings, in order. */
    readonly openings: number[] = [];
    /** What authList answers. */
    authTypes = [0];
    /** The procedure on which it hangs up instead of opening the session. */
    hangsUpOn: number | undefined;
    /** The procedure that it leaves without an answer. */
    hangsOn: number | undefined;
    /** What comes right behind the answer that opens the session. */
    greeting = Buffer.alloc(0);
    /** Whether it says that it knows keepalive. */
    keepalive = true;
    readonly #folder: string;
    readonly #server: Server;
    readonly #received = new Queue<{ connection: FakeConnection; frame: Frame }>();

    private constructor(folder: string) {
        this.#folder = folder;
        this.socketPath = join(folder, "socket");
        this.#server = createServer((socket) => this.#accept(socket));
    }

    static async start(): Promise<FakeServer> {
        const server = new FakeServer(await mkdtemp(join(tmpdir(), "fake-libvirt-")));
        await server.listen();
        return server;
    }

    get uri(): string {
        return `test+unix:///default?socket=${this.socketPath}`;
    }

    /** The next packet on any connection that is no part of a session's beginning. */
    next(): Promise<{ connection: FakeConnection; frame: Frame }> {
        return this.#received.take();
    }

    listen(): Promise<void> {
        return new Promise((resolve) => this.#server.listen(this.socketPath, resolve));
    }

    /** Goes away with its socket, as a daemon that is being restarted. */
    async leave(): Promise<void> {
        this.connections.forEach((connection) => connection.end());
        await new Promise((resolve) => this.#server.close(resolve));
    }

    async stop(): Promise<void> {
        await this.leave();
        await rm(this.#folder, { recursive: true });
    }

    #accept(socket: Socket): void {
        const connection = new FakeConnection(socket);
        this.connections.push(connection);
        let pending: Buffer = Buffer.alloc(0);
        socket.on("error", () => {});
        socket.on("data", (chunk) => {
            const { frames, rest } = unframe(Buffer.concat([pending, chunk]));
            pending = rest;
            frames.forEach((received) => this.#receive(connection, received));
        });
    }

    #receive(connection: FakeConnection, received: Frame): void {
        const answers = new Map([
            [procedure.authList, [word(this.authTypes.length), ...this.authTypes.map(word)]],
            [procedure.authPolkit, [word(1)]],
            [procedure.supportsFeature, [word(this.keepalive ? 1 : 0)]],
            [procedure.connectOpen, []],
        ]);
        const answer = received.program === remote && answers.get(received.procedure);
        if (!answer) {
            this.#received.put({ connection, frame: received });
            return;
        }
        this.openings.push(received.procedure);
        if (received.procedure === this.hangsUpOn) {
            connection.end();
        } else if (received.procedure !== this.hangsOn) {
            const greeting = received.procedure === procedure.connectOpen ? [this.greeting] : [];
            connection.send(replyTo(received, {}, ...answer), ...greeting);
        }
    }
}

export class FakeConnection {
    readonly #socket: Socket;

    constructor(socket: Socket) {
        this.#socket = socket;
    }

    /** Bytes that the other end has not taken yet. */
    get unsentBytes(): number {
        return this.#socket.writableLength;
    }

    send(...bytes: Buffer[]): void {
        this.#socket.write(Buffer.concat(bytes));
    }

    /** Answers a call well. */
    reply(call: Header, ...payload: Buffer[]): void {
        this.send(replyTo(call, {}, ...payload));
    }

    pauseReading(): void {
        this.#socket.pause();
    }

    resumeReading(): void {
        this.#socket.resume();
    }

    end(): void {
        this.#socket.destroy();
    }
}

export function replyTo(call: Header, changes: Partial<Header>, ...payload: Buffer[]): Buffer {
    const { procedure: number, serial } = call;
    return frame({ procedure: number, serial, ...changes }, ...payload);
}

class Queue<T> {
    readonly #items: T[] = [];
    readonly #takers: ((item: T) => void)[] = [];

    put(item: T): void {
        const taker = this.#takers.shift();
        if (taker) {
            taker(item);
        } else {
            this.#items.push(item);
        }
    }

    take(): Promise<T> {
        const item = this.#items.shift();
        return item === undefined
            ? new Promise((resolve) => this.#takers.push(resolve))
            : Promise.resolve(item);
    }
}
