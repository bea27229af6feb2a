import { setTimeout as sleep } from "node:timers/promises";

import { Libvirt } from "../../src/libvirt";
import {
    ConnectionLostError,
    isNoDomain,
    LibvirtError,
    TimeoutError,
} from "../../src/libvirt/errors";
import { failure } from "./failure";
import { FakeServer, replyTo } from "./fakeServer";
import { noDomainError, status, text, word } from "./wire";

const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };

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

function hostname(options = {}): Promise<string> {
    return libvirt.call("connectGetHostname", {}, options);
}

async function answer(name: string): Promise<void> {
    const { connection, frame: call } = await server.next();
    connection.reply(call, text(name));
}

test("sends program, version, number and arguments of a procedure", async () => {
    const call = libvirt.call("domainLookupByName", { name: "xp1" });
    const { connection, frame: sent } = await server.next();
    expect(sent).toEqual({
        program: 0x20008086,
        version: 1,
        procedure: 23,
        type: 0,
        serial: 4, // authList, connectSupportsFeature and connectOpen came before it
        status: 0,
        payload: text("xp1"),
    });
    const bytes = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
    connection.reply(sent, text("xp1"), bytes, word(-1));
    const uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    expect(await call).toEqual({ name: "xp1", uuid, id: -1 });
});

test("gives each call its own reply when replies come in another order", async () => {
    const calls = [hostname(), hostname(), hostname()];
    const received = [await server.next(), await server.next(), await server.next()];
    for (const { connection, frame: call } of received.reverse()) {
        connection.reply(call, text(`serial ${call.serial}`));
    }
    expect(await Promise.all(calls)).toEqual(["serial 4", "serial 5", "serial 6"]);
});

test("rejects with libvirt's own error", async () => {
    const call = failure(libvirt.call("domainLookupByName", { name: "xp1" }));
    const { connection, frame: sent } = await server.next();
    connection.send(replyTo(sent, { status: status.error }, noDomainError("no domain xp1")));
    const error = await call;
    expect(isNoDomain(error)).toBe(true);
    expect(error).toEqual(
        new LibvirtError({
            message: "no domain xp1",
            code: 42,
            domain: 10,
            level: 2,
            procedure: "domainLookupByName",
        }),
    );
    expect(error).toMatchObject({
        code: 42,
        domain: 10,
        level: 2,
        procedure: "domainLookupByName",
    });
});

test("a call that takes too long rejects, and its late reply is dropped", async () => {
    const error = await failure(hostname({ timeoutMs: 30 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).message).toBe(
        "libvirt did not answer connectGetHostname within 30 ms and may still be working on it. " +
            "Check what the host is busy with, or set a longer timeoutMs. [libvirt-late]",
    );
    const { connection, frame: late } = await server.next();
    const next = hostname();
    connection.reply(late, text("late"));
    await answer("in time");
    expect(await next).toBe("in time");
    expect(server.connections.length).toBe(1);
});

test("waits with a time limit longer than Node's timers support", async () => {
    const call = hostname({ timeoutMs: Infinity });
    await sleep(20);
    await answer("host");
    expect(await call).toBe("host");
});

test("the caller's signal ends the wait with its reason", async () => {
    const controller = new AbortController();
    const call = failure(hostname({ signal: controller.signal }));
    await server.next();
    const reason = new Error("cancelled");
    controller.abort(reason);
    expect(await call).toBe(reason);
});

test("a signal that has fired already keeps the call from being sent", async () => {
    const reason = new Error("cancelled");
    expect(await failure(hostname({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    const next = libvirt.call("connectGetUri", {});
    const { connection, frame: sent } = await server.next();
    expect(sent.procedure).toBe(110);
    connection.reply(sent, text("test:///default"));
    await next;
});

test("rejects an argument that cannot be sent without using the connection", async () => {
    const bad = () => failure(libvirt.call("domainLookupByName", { name: "a\0b" }));
    const errors = await Promise.all(Array.from({ length: 6 }, bad));
    expect(errors.every((error) => error instanceof RangeError)).toBe(true);
    const next = hostname();
    await answer("host");
    expect(await next).toBe("host");
    expect(server.connections.length).toBe(1);
});

test("has at most four calls in flight on each of at most five connections", async () => {
    const calls = Array.from({ length: 23 }, () => hostname());
    const held = await Promise.all(Array.from({ length: 20 }, () => server.next()));
    const perConnection = server.connections.map(
        (connection) => held.filter((received) => received.connection === connection).length,
    );
    expect(perConnection).toEqual([4, 4, 4, 4, 4]);

    const late = server.next();
    const early = await Promise.race([late.then(() => true), sleep(30, false)]);
    expect(early).toBe(false);

    held.forEach(({ connection, frame: call }) => connection.reply(call, text("host")));
    const twentyFirst = await late;
    twentyFirst.connection.reply(twentyFirst.frame, text("host"));
    await answer("host");
    await answer("host");
    expect((await Promise.all(calls)).length).toBe(23);
    expect(server.connections.length).toBe(5);
});

test("counts an abandoned call until the server answers", async () => {
    const options = { timeoutMs: 30 };
    await Promise.all(Array.from({ length: 4 }, () => failure(hostname(options))));
    const first = server.connections[0];
    const fifth = hostname();
    for (let i = 0; i < 4; i += 1) {
        expect((await server.next()).connection).toBe(first);
    }
    const received = await server.next();
    expect(received.connection).not.toBe(first);
    received.connection.reply(received.frame, text("host"));
    expect(await fifth).toBe("host");
});

test("keeps the process alive only while an answer is awaited", async () => {
    const alive = () =>
        process.getActiveResourcesInfo().filter((kind) => kind === "PipeWrap").length;
    const idle = alive();
    const call = hostname();
    const { connection, frame: sent } = await server.next();
    expect(alive()).toBe(idle + 1);
    connection.reply(sent, text("host"));
    await call;
    expect(alive()).toBe(idle);
});

test("after close, calls in flight and later ones reject", async () => {
    const changing = failure(libvirt.call("domainResume", { domain }));
    const reading = failure(hostname());
    await server.next();
    libvirt.close();
    expect(await changing).toBeInstanceOf(ConnectionLostError);
    const closed = {
        name: "ConnectError",
        reason: "closed",
        message:
            `The connection to "${server.uri}" has been closed. ` +
            "Open a new connection with Libvirt.open. [connection-closed]",
    };
    expect(await reading).toMatchObject(closed);
    expect(await failure(hostname())).toMatchObject(closed);
});
