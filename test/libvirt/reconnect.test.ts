import { Libvirt } from "../../src/libvirt";
import { ConnectError, ConnectionLostError, TimeoutError } from "../../src/libvirt/errors";
import { failure } from "./failure";
import { type FakeConnection, FakeServer } from "./fakeServer";
import { type Frame, text } from "./wire";

const procedure = { hostname: 59, resume: 28, getUri: 110 };
const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };

let server: FakeServer;
let libvirt: Libvirt;

beforeEach(async () => {
    server = await FakeServer.start();
});

afterEach(async () => {
    libvirt.close();
    await server.stop();
});

async function open(reconnectMs: number): Promise<void> {
    libvirt = await Libvirt.open(server.uri, { reconnectMs, timeoutMs: 3000 });
}

const hostname = (options = {}) => libvirt.call("connectGetHostname", {}, options);
const resume = () => libvirt.call("domainResume", { domain });

async function received(number: number): Promise<{ connection: FakeConnection; frame: Frame }> {
    const packet = await server.next();
    expect(packet.frame.procedure).toBe(number);
    return packet;
}

test("does not repeat changing calls, and reports that they may have been carried out", async () => {
    await open(0);
    const calls = [failure(resume()), failure(resume())];
    const { connection } = await received(procedure.resume);
    await received(procedure.resume);
    connection.end();
    for (const error of await Promise.all(calls)) {
        expect(error).toBeInstanceOf(ConnectionLostError);
        expect(error).toMatchObject({
            sent: true,
            message:
                "The connection to libvirt was lost during domainResume, which may or may not have completed. Check the state of the host before you repeat it. [connection-lost-during]",
        });
    }
    const next = libvirt.call("connectGetUri", {});
    const { connection: another, frame: call } = await received(procedure.getUri);
    another.reply(call, text("test:///default"));
    expect(await next).toBe("test:///default");
});

test("repeats a reading call silently", async () => {
    await open(0);
    const call = hostname();
    const first = await received(procedure.hostname);
    first.connection.end();
    const second = await received(procedure.hostname);
    expect(second.connection).not.toBe(first.connection);
    second.connection.reply(second.frame, text("host"));
    expect(await call).toBe("host");
});

test("makes a reading call at most twice", async () => {
    await open(0);
    const call = failure(hostname());
    (await received(procedure.hostname)).connection.end();
    (await received(procedure.hostname)).connection.end();
    expect(await call).toMatchObject({ name: "ConnectionLostError", sent: true });
    const next = libvirt.call("connectGetUri", {});
    const { connection, frame } = await received(procedure.getUri);
    connection.reply(frame, text("test:///default"));
    await next;
});

test("sends nothing to connections as old as a lost one", async () => {
    await open(0);
    const held = Array.from({ length: 8 }, () => hostname());
    const calls = await Promise.all(held.map(() => received(procedure.hostname)));
    const [lost, other] = server.connections;
    lost?.end();
    const repeated = await Promise.all(
        Array.from({ length: 4 }, () => received(procedure.hostname)),
    );
    expect(repeated.some(({ connection }) => connection === lost || connection === other)).toBe(
        false,
    );
    const waiting = [...calls.filter(({ connection }) => connection === other), ...repeated];
    waiting.forEach(({ connection, frame }) => connection.reply(frame, text("host")));
    expect(await Promise.all(held)).toEqual(held.map(() => "host"));
});

test("waits for a daemon that restarts", async () => {
    await open(2000);
    await server.leave();
    const call = resume();
    const reading = hostname();
    setTimeout(() => void server.listen(), 120);
    for (const { connection, frame } of [await server.next(), await server.next()]) {
        connection.reply(frame, ...(frame.procedure === procedure.hostname ? [text("host")] : []));
    }
    await call;
    expect(await reading).toBe("host");
});

test("gives up on a daemon that stays unreachable", async () => {
    await open(100);
    await server.leave();
    const error = await failure(hostname());
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ reason: "missing" });
});

test("respects the call's time limit and signal while it waits for a daemon", async () => {
    await open(60_000);
    await server.leave();
    expect(await failure(hostname({ timeoutMs: 30 }))).toBeInstanceOf(TimeoutError);
    const controller = new AbortController();
    const call = failure(hostname({ signal: controller.signal }));
    const reason = new Error("cancelled");
    controller.abort(reason);
    expect(await call).toBe(reason);
});

test("does not wait for a daemon that never answered", async () => {
    await open(60_000);
    await server.leave();
    const error = await failure(Libvirt.open(server.uri, { reconnectMs: 60_000 }));
    expect(error).toMatchObject({ name: "ConnectError", reason: "missing" });
});
