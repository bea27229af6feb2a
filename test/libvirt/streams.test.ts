import { setTimeout as sleep } from "node:timers/promises";

import { Libvirt, type StorageVolume } from "../../src/libvirt";
import {
    ConnectionLostError,
    LibvirtError,
    ProtocolError,
    TimeoutError,
} from "../../src/libvirt/errors";
import { failure } from "./failure";
import { type FakeConnection, FakeServer, replyTo } from "./fakeServer";
import { type Frame, noDomainError, status, text, type, word } from "./wire";

const volume: StorageVolume = { pool: "images", name: "xp1", key: "/images/xp1" };
const chunkBytesMax = 262120;
const nothing = Buffer.alloc(0);

let server: FakeServer;
let libvirt: Libvirt;

beforeEach(async () => {
    server = await FakeServer.start();
    libvirt = await Libvirt.open(server.uri, { timeoutMs: 2000 });
});

afterEach(async () => {
    libvirt.close();
    await server.stop();
});

/** Answers the call that opens a stream. */
async function opened(...reply: Buffer[]): Promise<{ connection: FakeConnection; call: Frame }> {
    const { connection, frame: call } = await server.next();
    connection.reply(call, ...reply);
    return { connection, call };
}

function streamPacket(call: Frame, state: number, payload: Buffer = nothing): Buffer {
    return replyTo(call, { type: type.stream, status: state }, payload);
}

async function nextStatusAndSize(): Promise<[number, number]> {
    const { frame } = await server.next();
    expect(frame.type).toBe(type.stream);
    return [frame.status, frame.payload.length];
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of source) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

async function* from(...chunks: Buffer[]): AsyncGenerator<Buffer> {
    yield* chunks;
}

describe("upload", () => {
    test("names the part of the volume, cuts chunks to size, and ends when confirmed", async () => {
        const progress: bigint[] = [];
        const source = from(Buffer.alloc(chunkBytesMax + 1), nothing, Buffer.alloc(3));
        const upload = libvirt.upload(volume, source, {
            offset: 512n,
            length: 262124n,
            onProgress: (bytes) => progress.push(bytes),
        });
        const { connection, call } = await opened();
        expect(call.procedure).toBe(208);
        expect(call.payload).toEqual(
            Buffer.concat([
                text("images"),
                text("xp1"),
                text("/images/xp1"),
                word(0), // offset, high word
                word(512), // offset, low word
                word(0), // length, high word
                word(262124), // length, low word
                word(0), // flags
            ]),
        );
        expect(await nextStatusAndSize()).toEqual([status.continue, chunkBytesMax]);
        expect(await nextStatusAndSize()).toEqual([status.continue, 1]);
        expect(await nextStatusAndSize()).toEqual([status.continue, 3]);
        expect(await nextStatusAndSize()).toEqual([status.ok, 0]);
        let done = false;
        void upload.then(() => (done = true));
        await sleep(20);
        expect(done).toBe(false);
        connection.send(streamPacket(call, status.ok));
        await upload;
        expect(progress).toEqual([262121n, 262121n, 262124n]);
    });

    test("waits while the server does not read", async () => {
        let taken = 0;
        async function* endless(): AsyncGenerator<Buffer> {
            for (;;) {
                taken += 1;
                yield Buffer.alloc(chunkBytesMax);
            }
        }
        const upload = failure(libvirt.upload(volume, endless()));
        const { connection } = await opened();
        connection.pauseReading();
        await sleep(200);
        const before = taken;
        await sleep(100);
        expect(taken).toBe(before);
        expect(before).toBeLessThan(20);
        connection.resumeReading();
        await sleep(100);
        expect(taken).toBeGreaterThan(before);
        connection.end();
        expect(await upload).toBeInstanceOf(ConnectionLostError);
    });

    test("rejects with the server's error, and stops reading the source", async () => {
        let returned = false;
        async function* endless(): AsyncGenerator<Buffer> {
            try {
                for (;;) {
                    yield Buffer.alloc(10);
                    await sleep(1);
                }
            } finally {
                returned = true;
            }
        }
        const upload = failure(libvirt.upload(volume, endless()));
        const { connection, call } = await opened();
        connection.send(streamPacket(call, status.error, noDomainError("disk full")));
        const error = await upload;
        expect(error).toBeInstanceOf(LibvirtError);
        expect(error).toMatchObject({ message: "disk full", procedure: "storageVolUpload" });
        expect(returned).toBe(true);
    });

    test("rejects when the server refuses at the very end", async () => {
        const upload = failure(libvirt.upload(volume, from()));
        const { connection, call } = await opened();
        expect(await nextStatusAndSize()).toEqual([status.ok, 0]);
        connection.send(streamPacket(call, status.error, noDomainError("cannot write")));
        expect(await upload).toMatchObject({ message: "cannot write" });
    });

    test("rejects when the server ends the stream before all data was sent", async () => {
        async function* endless(): AsyncGenerator<Buffer> {
            for (;;) {
                yield Buffer.alloc(10);
                await sleep(1);
            }
        }
        const upload = failure(libvirt.upload(volume, endless()));
        const { connection, call } = await opened();
        connection.send(streamPacket(call, status.ok));
        expect(await upload).toEqual(
            new ProtocolError("libvirt ended storageVolUpload before all data was sent."),
        );
    });

    test("rejects when the call itself is refused, without reading the source", async () => {
        const source = from(Buffer.alloc(1));
        const upload = failure(libvirt.upload(volume, source));
        const { connection, frame: call } = await server.next();
        connection.send(replyTo(call, { status: status.error }, noDomainError("no volume")));
        expect(await upload).toMatchObject({ message: "no volume" });
        expect(await source.next()).toEqual({ done: false, value: Buffer.alloc(1) });
    });

    test("aborts the stream when the source fails, and reports the reason", async () => {
        const reason = new Error("source is gone");
        async function* failing(): AsyncGenerator<Buffer> {
            yield Buffer.alloc(5);
            throw reason;
        }
        const upload = failure(libvirt.upload(volume, failing()));
        const { connection, call } = await opened();
        expect(await nextStatusAndSize()).toEqual([status.continue, 5]);
        expect(await nextStatusAndSize()).toEqual([status.error, 0]);
        connection.send(streamPacket(call, status.error, noDomainError("aborted by client")));
        expect(await upload).toBe(reason);
    });

    test("aborts the stream when the source is not as long as promised", async () => {
        const upload = failure(libvirt.upload(volume, from(Buffer.alloc(5)), { length: 6n }));
        const { connection, call } = await opened();
        expect(await nextStatusAndSize()).toEqual([status.continue, 5]);
        expect(await nextStatusAndSize()).toEqual([status.error, 0]);
        connection.send(streamPacket(call, status.error, noDomainError("aborted by client")));
        expect(await upload).toEqual(
            new RangeError(
                "The source gave 5 bytes where length says 6, so the upload was aborted. " +
                    "Correct length, or leave it out.",
            ),
        );
    });

    test("aborts the stream when the caller's signal fires", async () => {
        const controller = new AbortController();
        const reason = new Error("cancelled");
        async function* interrupted(): AsyncGenerator<Buffer> {
            yield Buffer.alloc(5);
            controller.abort(reason);
            yield Buffer.alloc(5);
        }
        const { signal } = controller;
        const upload = failure(libvirt.upload(volume, interrupted(), { signal }));
        const { connection, call } = await opened();
        expect(await nextStatusAndSize()).toEqual([status.continue, 5]);
        expect(await nextStatusAndSize()).toEqual([status.error, 0]);
        connection.send(streamPacket(call, status.error, noDomainError("aborted by client")));
        expect(await upload).toBe(reason);
    });

    test("closes the connection when the end is never confirmed", async () => {
        const upload = failure(libvirt.upload(volume, from(), { timeoutMs: 50 }));
        await opened();
        expect(await upload).toBeInstanceOf(TimeoutError);
        const again = libvirt.upload(volume, from());
        expect(await nextStatusAndSize()).toEqual([status.ok, 0]);
        expect(await nextStatusAndSize()).toEqual([status.error, 0]);
        const { connection, call } = await opened();
        connection.send(streamPacket(call, status.ok));
        await again;
        expect(server.connections.indexOf(connection)).toBe(2);
    });

    test("uses its connection again after an upload", async () => {
        for (let i = 0; i < 2; i += 1) {
            const upload = libvirt.upload(volume, from());
            const { connection, call } = await opened();
            expect(await nextStatusAndSize()).toEqual([status.ok, 0]);
            connection.send(streamPacket(call, status.ok));
            await upload;
        }
        expect(server.connections.length).toBe(2); // one for calls, one for streams
    });
});

describe("download", () => {
    test("yields the data and confirms the end", async () => {
        const download = collect(libvirt.download(volume, { offset: 1n }));
        const { connection, call } = await opened();
        expect(call.procedure).toBe(209);
        connection.send(
            streamPacket(call, status.continue, Buffer.from("one ")),
            streamPacket(call, status.continue, Buffer.from("two")),
            streamPacket(call, status.continue), // no more data
        );
        expect(await nextStatusAndSize()).toEqual([status.ok, 0]);
        connection.send(streamPacket(call, status.ok));
        expect((await download).toString()).toBe("one two");
    });

    test("yields the data before an error, then the error", async () => {
        const chunks = libvirt.download(volume);
        const first = chunks.next();
        const { connection, call } = await opened();
        connection.send(
            streamPacket(call, status.continue, Buffer.from("one")),
            streamPacket(call, status.error, noDomainError("read failed")),
        );
        expect(await first).toEqual({ done: false, value: Buffer.from("one") });
        expect(await failure(chunks.next())).toMatchObject({ message: "read failed" });
    });

    test("stops reading while the consumer is slow, and loses nothing", async () => {
        const total = 64;
        const chunks = libvirt.download(volume);
        const first = chunks.next();
        const { connection, call } = await opened();
        for (let i = 0; i < total; i += 1) {
            const data = Buffer.alloc(chunkBytesMax, i);
            connection.send(streamPacket(call, status.continue, data));
        }
        await first;
        await sleep(200);
        expect(connection.unsentBytes).toBeGreaterThan((total / 2) * chunkBytesMax);

        connection.send(streamPacket(call, status.continue));
        const rest = collect(chunks);
        expect(await nextStatusAndSize()).toEqual([status.ok, 0]);
        connection.send(streamPacket(call, status.ok));
        const received = Buffer.concat([(await first).value ?? nothing, await rest]);
        expect(received.length).toBe(total * chunkBytesMax);
        const starts = Array.from({ length: total }, (_, i) => received[i * chunkBytesMax]);
        expect(starts).toEqual(Array.from({ length: total }, (_, i) => i));
    });

    test("does not delay calls by a slow stream", async () => {
        const chunks = libvirt.download(volume);
        const first = chunks.next();
        const { connection, call } = await opened();
        for (let i = 0; i < 32; i += 1) {
            connection.send(streamPacket(call, status.continue, Buffer.alloc(chunkBytesMax)));
        }
        await first;
        const hostname = libvirt.call("connectGetHostname", {});
        await opened(text("host"));
        expect(await hostname).toBe("host");
    });

    test("aborts the stream when the consumer stops early", async () => {
        const chunks = libvirt.download(volume);
        const first = chunks.next();
        const { connection, call } = await opened();
        connection.send(streamPacket(call, status.continue, Buffer.from("one")));
        await first;
        const stopped = chunks.return();
        expect(await nextStatusAndSize()).toEqual([status.error, 0]);
        connection.send(
            streamPacket(call, status.continue, Buffer.from("on its way")),
            streamPacket(call, status.error, noDomainError("aborted by client")),
        );
        expect(await stopped).toEqual({ done: true, value: undefined });
    });

    test("times out when the server falls silent", async () => {
        const download = failure(collect(libvirt.download(volume, { timeoutMs: 50 })));
        await opened();
        expect(await download).toBeInstanceOf(TimeoutError);
    });

    test("closes the connection of a stream that opens after its caller is gone", async () => {
        const download = failure(collect(libvirt.download(volume, { timeoutMs: 50 })));
        await server.next();
        expect(await download).toBeInstanceOf(TimeoutError);
        const again = collect(libvirt.download(volume));
        const { connection, call } = await opened();
        expect(server.connections.indexOf(connection)).toBe(2);
        connection.send(streamPacket(call, status.continue), streamPacket(call, status.ok));
        expect(await again).toEqual(nothing);
    });
});

const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };

test("returns a screenshot's type and data", async () => {
    const screenshot = libvirt.screenshot(domain);
    const { connection, call } = await opened(word(1), text("image/png"));
    connection.send(
        streamPacket(call, status.continue, Buffer.from("PNG")),
        streamPacket(call, status.continue),
    );
    expect(await nextStatusAndSize()).toEqual([status.ok, 0]);
    connection.send(streamPacket(call, status.ok));
    expect(await screenshot).toEqual({ mime: "image/png", data: Buffer.from("PNG") });
});

describe("console", () => {
    test("transfers both ways, and ends the iteration when closed", async () => {
        const opening = libvirt.openConsole(domain, { force: true });
        const { connection, call } = await opened();
        expect(call.payload.subarray(-8)).toEqual(Buffer.concat([word(0), word(1)])); // no device, force
        const guest = await opening;
        const printed = guest[Symbol.asyncIterator]();

        connection.send(streamPacket(call, status.continue, Buffer.from("login: ")));
        expect(await printed.next()).toEqual({ done: false, value: Buffer.from("login: ") });
        await guest.write(Buffer.from("root\n"));
        const { frame: written } = await server.next();
        expect(written.payload.toString()).toBe("root\n");

        const end = printed.next();
        const closing = guest.close();
        expect(await nextStatusAndSize()).toEqual([status.error, 0]);
        connection.send(streamPacket(call, status.error, noDomainError("aborted by client")));
        await closing;
        expect(await end).toEqual({ done: true, value: undefined });
    });

    test("reports a lost connection to the reader", async () => {
        const opening = libvirt.openConsole(domain);
        const { connection } = await opened();
        const printed = failure(collect(await opening));
        connection.end();
        expect(await printed).toBeInstanceOf(ConnectionLostError);
    });
});
