import { ConnectionLostError } from "../../src/libvirt";
import { domain, domainBytes, events, serverForEach } from "./oneDomain";
import { frame, type, word } from "./wire";

const procedure = { ...events, reboot: 319 };
const REBOOT = 1;

const scene = serverForEach();

const restart = () =>
    frame({ procedure: procedure.reboot, type: type.message, serial: 0 }, word(3), domainBytes);

/** Opens the feed; gives the connection that it is on. */
async function opened() {
    const feed = scene.libvirt.openRestartFeed(domain);
    const { connection, frame: call } = await scene.server.next();
    expect([call.procedure, call.payload]).toEqual([
        procedure.register,
        Buffer.concat([word(REBOOT), word(1), domainBytes]),
    ]);
    connection.reply(call, word(3));
    return { feed: await feed, connection };
}

const { signal } = new AbortController();

test("reports each restart of its domain, and deregisters", async () => {
    const { feed, connection } = await opened();
    connection.send(restart(), restart());
    expect(await feed.next(signal)).toEqual({ callback: 3, domain });
    expect(await feed.next(signal)).toEqual({ callback: 3, domain });
    const closing = feed.close();
    const { frame: call } = await scene.server.next();
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
