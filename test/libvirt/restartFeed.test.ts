import { ConnectionLostError, Libvirt } from "../../src/libvirt";
import { FakeServer } from "./fakeServer";
import { frame, text, type, word } from "./wire";

const procedure = { register: 316, deregister: 317, reboot: 319 };
const REBOOT = 1;
const uuid = "6ba7b8109dad11d180b400c04fd430c8";
const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 7 };
const domainBytes = Buffer.concat([text("xp1"), Buffer.from(uuid, "hex"), word(7)]);

let server: FakeServer;
let libvirt: Libvirt;

beforeEach(async () => {
    server = await FakeServer.start();
    libvirt = await Libvirt.open(server.uri, { timeoutMs: 2000, reconnectMs: 0 });
});

afterEach(async () => {
    libvirt.close();
    await server.stop();
});

const restart = () =>
    frame({ procedure: procedure.reboot, type: type.message, serial: 0 }, word(3), domainBytes);

/** Opens the feed; gives the connection that it is on. */
async function opened() {
    const feed = libvirt.openRestartFeed(domain);
    const { connection, frame: call } = await server.next();
    expect([call.procedure, call.payload]).toEqual([
        procedure.register,
        Buffer.concat([word(REBOOT), word(1), domainBytes]),
    ]);
    connection.reply(call, word(3));
    return { feed: await feed, connection };
}

const { signal } = new AbortController();

test("tells of each restart of its domain, and deregisters", async () => {
    const { feed, connection } = await opened();
    connection.send(restart(), restart());
    expect(await feed.next(signal)).toEqual({ callback: 3, domain });
    expect(await feed.next(signal)).toEqual({ callback: 3, domain });
    const closing = feed.close();
    const { frame: call } = await server.next();
    expect([call.procedure, call.payload]).toEqual([procedure.deregister, word(3)]);
    connection.reply(call);
    await closing;
});

test("ends with its connection", async () => {
    const { feed, connection } = await opened();
    const next = feed.next(signal);
    connection.end();
    await expect(next).rejects.toThrow(ConnectionLostError);
});
