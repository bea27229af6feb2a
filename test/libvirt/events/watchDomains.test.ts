import type { DomainUpdate } from "../../../src/libvirt";
import {
    ConnectError,
    ConnectionLostError,
    LibvirtError,
    ProtocolError,
    TimeoutError,
} from "../../../src/libvirt/errors";
import { failure } from "../failure";
import { type FakeConnection, replyTo } from "../fakeServer";
import { domain, domainBytes, events, serverForEach } from "../oneDomain";
import { frame, keepalive, noDomainError, status, type, word } from "../wire";

const procedure = { ...events, listDomains: 273, getState: 212 };
const event = { defined: 0, started: 2, stopped: 5 };

const scene = serverForEach();

/** Takes the next call, which must be of `number`, and answers it. */
async function answer(number: number, ...reply: Buffer[]): Promise<FakeConnection> {
    const { connection, frame: call } = await scene.server.next();
    expect(call.procedure).toBe(number);
    connection.reply(call, ...reply);
    return connection;
}

const register = () => answer(procedure.register, word(3));
const deregister = () => answer(procedure.deregister);

/** Shows one domain, running. */
async function showDomain(): Promise<void> {
    await answer(procedure.listDomains, word(1), domainBytes, word(1));
    await answer(procedure.getState, word(1), word(1));
}

const picture = { kind: "resync", domains: [{ domain, state: "running" }] };

function lifecycle(what: number, detail: number): Buffer {
    return frame(
        { procedure: 318, type: type.message, serial: 0 },
        word(3), // callback
        domainBytes,
        word(what),
        word(detail),
    );
}

function change(what: string, reason: string) {
    return { kind: "change", domain, event: what, reason };
}

async function next(news: AsyncGenerator<DomainUpdate, void>): Promise<DomainUpdate | undefined> {
    const { value } = await news.next();
    return value ?? undefined;
}

/** Starts a watch and takes the first picture. */
async function watch(): Promise<{
    news: AsyncGenerator<DomainUpdate, void>;
    events: FakeConnection;
}> {
    const news = scene.libvirt.watchDomains();
    const first = next(news);
    const events = await register();
    await showDomain();
    expect(await first).toEqual(picture);
    return { news, events };
}

/** Waits until the client has read all that was sent: it answers a ping in its turn. */
async function readBy(connection: FakeConnection): Promise<void> {
    connection.send(frame({ program: keepalive, procedure: 1, type: type.message }));
    const { frame: pong } = await scene.server.next();
    expect(pong.program).toBe(keepalive);
}

test("registers for the lifecycle of all domains, on a connection of its own", async () => {
    const first = scene.libvirt.watchDomains().next();
    const { connection, frame: call } = await scene.server.next();
    expect(call.procedure).toBe(procedure.register);
    expect(call.payload).toEqual(Buffer.concat([word(0), word(0)])); // lifecycle, no domain
    expect(scene.server.connections.indexOf(connection)).toBe(1);
    connection.reply(call, word(3));
    const { connection: calls, frame: list } = await scene.server.next();
    expect(list.procedure).toBe(procedure.listDomains);
    expect(scene.server.connections.indexOf(calls)).toBe(0);
    calls.reply(list, word(0), word(0));
    expect(await first).toEqual({ done: false, value: { kind: "resync", domains: [] } });
});

test("starts with all domains, then reports each change", async () => {
    const { news, events } = await watch();
    events.send(lifecycle(event.stopped, 2), lifecycle(event.defined, 1));
    expect(await next(news)).toEqual(change("stopped", "crashed"));
    expect(await next(news)).toEqual(change("defined", "updated"));
    const waiting = next(news);
    events.send(lifecycle(event.started, 0));
    expect(await waiting).toEqual(change("started", "booted"));
});

test("reports a change made during the listing", async () => {
    const news = scene.libvirt.watchDomains();
    const first = next(news);
    const events = await register();
    events.send(lifecycle(event.stopped, 1));
    await showDomain();
    expect(await first).toEqual(picture);
    expect(await next(news)).toEqual(change("stopped", "destroyed"));
});

test("omits a domain that vanishes during the listing", async () => {
    const first = next(scene.libvirt.watchDomains());
    await register();
    await answer(procedure.listDomains, word(1), domainBytes, word(1));
    const { connection, frame: call } = await scene.server.next();
    connection.send(replyTo(call, { status: status.error }, noDomainError("no domain xp1")));
    expect(await first).toEqual({ kind: "resync", domains: [] });
});

test("registers again and lists all domains after a lost connection", async () => {
    const { news, events } = await watch();
    events.send(lifecycle(event.stopped, 0));
    events.end();
    expect(await next(news)).toEqual(change("stopped", "shutdown"));
    const again = next(news);
    const newEvents = await register();
    expect(newEvents).not.toBe(events);
    await showDomain();
    expect(await again).toEqual(picture);
    newEvents.send(lifecycle(event.started, 2));
    expect(await next(news)).toEqual(change("started", "restored"));
});

test("lists all domains again for a consumer that falls behind", async () => {
    const { news, events } = await watch();
    events.send(...Array.from({ length: 1025 }, () => lifecycle(event.defined, 1)));
    events.send(lifecycle(event.stopped, 0));
    await readBy(events);
    const again = next(news);
    await showDomain();
    expect(await again).toEqual(picture);
    expect(await next(news)).toEqual(change("stopped", "shutdown"));
});

test("keeps 1024 unread changes", async () => {
    const { news, events } = await watch();
    events.send(...Array.from({ length: 1024 }, (_, i) => lifecycle(event.defined, i % 2)));
    for (let i = 0; i < 1024; i += 1) {
        expect(await next(news)).toEqual(change("defined", i % 2 ? "updated" : "added"));
    }
});

test("deregisters when the consumer stops, and reuses the connection", async () => {
    const { news, events } = await watch();
    const stopped = news.return(undefined);
    const { connection, frame: call } = await scene.server.next();
    expect(call.procedure).toBe(procedure.deregister);
    expect(call.payload).toEqual(word(3));
    expect(connection).toBe(events);
    connection.reply(call);
    expect(await stopped).toEqual({ done: true, value: undefined });
    expect((await watch()).events).toBe(events);
});

test("closes the connection if the server does not confirm the end", async () => {
    const news = scene.libvirt.watchDomains({ timeoutMs: 50 });
    const first = next(news);
    const events = await register();
    await showDomain();
    await first;
    const stopped = news.return(undefined);
    await scene.server.next();
    expect(await stopped).toEqual({ done: true, value: undefined });
    expect((await watch()).events).not.toBe(events);
});

test("the caller's signal ends the wait with its reason", async () => {
    const controller = new AbortController();
    const news = scene.libvirt.watchDomains({ signal: controller.signal });
    const first = next(news);
    await register();
    await showDomain();
    await first;
    const waiting = failure(next(news));
    const reason = new Error("cancelled");
    controller.abort(reason);
    await deregister();
    expect(await waiting).toBe(reason);
});

test("closing the client ends the watch", async () => {
    const { news } = await watch();
    const waiting = failure(next(news));
    scene.libvirt.close();
    expect(await waiting).toMatchObject({ name: "ConnectError", reason: "closed" });
});

test("rejects with libvirt's refusal to register", async () => {
    const first = failure(next(scene.libvirt.watchDomains()));
    const { connection, frame: call } = await scene.server.next();
    connection.send(replyTo(call, { status: status.error }, noDomainError("not supported")));
    expect(await first).toBeInstanceOf(LibvirtError);
});

test("times out if the registration is never confirmed", async () => {
    const first = failure(next(scene.libvirt.watchDomains({ timeoutMs: 50 })));
    await scene.server.next();
    expect(await first).toBeInstanceOf(TimeoutError);
});

test("fails on a truncated change instead of starting again", async () => {
    const { news, events } = await watch();
    events.send(frame({ procedure: 318, type: type.message, serial: 0 }, word(3)));
    const error = await failure(next(news));
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect((error as ConnectionLostError).cause).toBeInstanceOf(ProtocolError);
});

test("ends if no new connection is possible", async () => {
    const { news } = await watch();
    const waiting = failure(next(news));
    await scene.server.leave();
    const error = await waiting;
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ reason: "missing" });
});
