import { type CallOptions, Libvirt } from "../../src/libvirt";
import { TimeoutError } from "../../src/libvirt/errors";
import { failure } from "./failure";
import { type FakeConnection, FakeServer, replyTo } from "./fakeServer";
import { type Frame, status, text, type, word } from "./wire";

const volume = { pool: "images", name: "xp1", key: "/images/xp1" };
const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };
const chunkBytes = 262120;

let server: FakeServer;
let libvirt: Libvirt;

beforeEach(async () => {
    server = await FakeServer.start();
    libvirt = await Libvirt.open(server.uri);
});

afterEach(async () => {
    libvirt.close();
    await server.stop();
});

async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
        yield Buffer.alloc(chunkBytes);
    }
}

async function* empty(): AsyncGenerator<Buffer> {}

/** Answers the call that opens a stream. */
async function opened(...reply: Buffer[]): Promise<{ connection: FakeConnection; call: Frame }> {
    const { connection, frame: call } = await server.next();
    connection.reply(call, ...reply);
    return { connection, call };
}

async function ignored(): Promise<void> {
    await server.next();
}

/** Each thing that a caller may wait for, begun by the caller and then left hanging by the server. */
const waits: [string, (options: CallOptions) => Promise<unknown>, () => Promise<unknown>][] = [
    ["a call", (options) => libvirt.call("connectGetHostname", {}, options), ignored],
    ["a download to open", (options) => libvirt.download(volume, options).next(), ignored],
    ["a download's data", (options) => libvirt.download(volume, options).next(), opened],
    [
        "a download's end",
        (options) => libvirt.download(volume, options).next(),
        async () => {
            const { connection, call } = await opened();
            connection.send(replyTo(call, { type: type.stream, status: status.continue }));
            await server.next(); // the end, which is not confirmed
        },
    ],
    [
        "an upload to open",
        (options) => libvirt.upload(volume, empty(), { ...options, length: 0n }),
        ignored,
    ],
    [
        "an upload's data to be taken",
        (options) => libvirt.upload(volume, endless(), options),
        async () => {
            const { connection } = await opened();
            connection.pauseReading();
        },
    ],
    ["an upload's end", (options) => libvirt.upload(volume, empty(), options), opened],
    ["a screenshot to be taken", (options) => libvirt.screenshot(domain, 0, options), ignored],
    [
        "a screenshot's data",
        (options) => libvirt.screenshot(domain, 0, options),
        () => opened(word(1), text("image/png")),
    ],
    ["a console to open", (options) => libvirt.openConsole(domain, options), ignored],
    ["events to be registered for", (options) => libvirt.watchDomains(options).next(), ignored],
    [
        "the list of domains",
        (options) => libvirt.watchDomains(options).next(),
        async () => {
            await opened(word(1));
            await ignored();
        },
    ],
];

/** Something that has hung takes nothing from what comes after it. */
async function nextCallIsAnswered(): Promise<void> {
    const call = libvirt.call("connectGetUri", {});
    for (;;) {
        const { connection, frame } = await server.next();
        if (frame.procedure === 110) {
            connection.reply(frame, text("test:///default"));
            break;
        }
    }
    expect(await call).toBe("test:///default");
}

describe.each(waits)("waiting for %s", (_name, begin, hang) => {
    test("ends at the time limit", async () => {
        const end = failure(begin({ timeoutMs: 50 }));
        await hang();
        expect(await end).toBeInstanceOf(TimeoutError);
        await nextCallIsAnswered();
    });

    test("ends when the caller's signal fires", async () => {
        const controller = new AbortController();
        // The time limit is for the server to confirm that a stream has been aborted.
        const end = failure(begin({ timeoutMs: 200, signal: controller.signal }));
        await hang();
        const reason = new Error("cancelled");
        controller.abort(reason);
        expect(await end).toBe(reason);
        await nextCallIsAnswered();
    });

    test("does not begin when the signal has fired already", async () => {
        const reason = new Error("cancelled");
        expect(await failure(begin({ signal: AbortSignal.abort(reason) }))).toBe(reason);
        await nextCallIsAnswered();
    });
});

describe("a queued call", () => {
    beforeEach(async () => {
        for (let i = 0; i < 20; i += 1) {
            void failure(libvirt.call("domainResume", { domain }));
            await server.next();
        }
    });

    test("ends at its time limit, and is never sent", async () => {
        const call = failure(libvirt.call("connectGetUri", {}, { timeoutMs: 30 }));
        expect(await call).toBeInstanceOf(TimeoutError);
        await nothingWasSent();
    });

    test("ends when its caller's signal fires, and is never sent", async () => {
        const controller = new AbortController();
        const call = failure(libvirt.call("connectGetUri", {}, { signal: controller.signal }));
        const reason = new Error("cancelled");
        controller.abort(reason);
        expect(await call).toBe(reason);
        await nothingWasSent();
    });

    /** A free place goes to the next call in the row. */
    async function nothingWasSent(): Promise<void> {
        const call = failure(libvirt.call("connectGetHostname", {}));
        server.connections[0]?.end();
        const { connection, frame } = await server.next();
        expect(frame.procedure).toBe(59);
        connection.reply(frame, text("host"));
        await call.catch(() => undefined);
    }
});

describe("an open console", () => {
    test("times out a write if it accepts no input", async () => {
        const opening = libvirt.openConsole(domain, { timeoutMs: 50 });
        const { connection } = await opened();
        const guest = await opening;
        connection.pauseReading();
        expect(await failure(guest.write(Buffer.alloc(8 * chunkBytes)))).toBeInstanceOf(
            TimeoutError,
        );
    });

    test("closes the connection without an error if its end is not confirmed", async () => {
        const opening = libvirt.openConsole(domain, { timeoutMs: 50 });
        const { connection } = await opened();
        const guest = await opening;
        await guest.close();
        const again = libvirt.openConsole(domain);
        await server.next(); // the end of the first
        const { connection: another } = await opened();
        expect(another).not.toBe(connection);
        await again;
    });
});

test("opening ends when the caller's signal fires", async () => {
    server.hangsOn = 66;
    const controller = new AbortController();
    const opening = failure(Libvirt.open(server.uri, { signal: controller.signal }));
    const reason = new Error("cancelled");
    setTimeout(() => controller.abort(reason), 20);
    expect(await opening).toBe(reason);
});
