import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A UNIX socket in front of a daemon's, whose connections break when the test says so. */
export class Proxy {
    readonly socketPath: string;
    /** How many bytes of the daemon's the next connection lets through before it breaks. */
    nextAnswerBytesMax = Infinity;
    /** How many bytes of the daemon's the latest connection has let through. */
    answerBytes = 0;
    connectionCount = 0;
    /** Keeps what the daemon says to itself. */
    silent = false;
    readonly #folder: string;
    readonly #target: string;
    readonly #server: Server;
    readonly #sockets = new Set<Socket>();

    private constructor(folder: string, target: string) {
        this.#folder = folder;
        this.#target = target;
        this.socketPath = join(folder, "socket");
        this.#server = createServer((socket) => this.#accept(socket));
    }

    static async start(target = "/var/run/libvirt/libvirt-sock"): Promise<Proxy> {
        const proxy = new Proxy(await mkdtemp(join(tmpdir(), "libvirt-proxy-")), target);
        await new Promise<void>((resolve) => proxy.#server.listen(proxy.socketPath, resolve));
        return proxy;
    }

    get uri(): string {
        return `test+unix:///default?socket=${this.socketPath}`;
    }

    /** Breaks every connection; new ones are let through. */
    dropAll(): void {
        this.#sockets.forEach((socket) => socket.destroy());
    }

    async stop(): Promise<void> {
        this.dropAll();
        await new Promise((resolve) => this.#server.close(resolve));
        await rm(this.#folder, { recursive: true });
    }

    #accept(client: Socket): void {
        const daemon = createConnection({ path: this.#target });
        const drop = () => [client, daemon].forEach((socket) => socket.destroy());
        for (const socket of [client, daemon]) {
            this.#sockets.add(socket);
            socket.on("error", drop);
            socket.on("close", () => {
                this.#sockets.delete(socket);
                drop();
            });
        }
        client.pipe(daemon);
        this.#forward(daemon, client, drop);
    }

    #forward(daemon: Socket, client: Socket, drop: () => void): void {
        let left = this.nextAnswerBytesMax;
        this.nextAnswerBytesMax = Infinity;
        this.answerBytes = 0;
        this.connectionCount += 1;
        daemon.on("data", (chunk: Buffer) => {
            const part = chunk.subarray(0, this.silent ? 0 : left);
            left -= part.length;
            this.answerBytes += part.length;
            client.write(part, () => {
                if (left === 0) {
                    drop();
                }
            });
        });
    }
}
