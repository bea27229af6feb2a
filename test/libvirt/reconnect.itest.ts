import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import {
    ConnectError,
    ConnectionLostError,
    isNoDomain,
    Libvirt,
    TimeoutError,
} from "../../src/libvirt";
import { failure } from "./failure";
import { Proxy } from "./proxy";

const quick = { keepaliveIntervalMs: 20 };

let proxy: Proxy;
/** Past the proxy; the mock driver forgets its domains with its last connection. */
let direct: Libvirt;

beforeAll(async () => {
    proxy = await Proxy.start();
    direct = await Libvirt.open("test:///default");
});

afterAll(async () => {
    direct.close();
    await proxy.stop();
});

/** How many bytes the daemon sends for the opening, and then for the call. */
async function answerBytes(call: (libvirt: Libvirt) => Promise<unknown>): Promise<number[]> {
    const libvirt = await Libvirt.open(proxy.uri);
    const opening = proxy.answerBytes;
    await call(libvirt);
    libvirt.close();
    return [opening, proxy.answerBytes];
}

/** Each number of bytes after which a connection can break before the answer is whole. */
function upTo(from: number, end: number): number[] {
    return Array.from({ length: end - from }, (_, i) => from + i);
}

test("reports a session that breaks while it is opened, wherever it breaks", async () => {
    const [opening = 0] = await answerBytes(() => Promise.resolve());
    expect(opening).toBeGreaterThan(84);
    for (const bytes of upTo(0, opening)) {
        proxy.nextAnswerBytesMax = bytes;
        const error = await failure(Libvirt.open(proxy.uri));
        expect(error).toBeInstanceOf(ConnectError);
        expect(error).toMatchObject({ reason: "failed" });
    }
});

test("answers a reading call, wherever the connection breaks", async () => {
    const read = (libvirt: Libvirt) => libvirt.call("domainLookupByName", { name: "test" });
    const expected = await read(direct);
    const [opening = 0, whole = 0] = await answerBytes(read);
    expect(whole).toBeGreaterThan(opening + 28);
    for (const bytes of upTo(opening + 1, whole)) {
        proxy.nextAnswerBytesMax = bytes;
        const libvirt = await Libvirt.open(proxy.uri);
        expect(await read(libvirt)).toEqual(expected);
        libvirt.close();
    }
});

test("makes a changing call only once, wherever the connection breaks", async () => {
    const name = `once-${randomUUID()}`;
    const xml =
        `<domain type="test"><name>${name}</name><memory unit="MiB">64</memory>` +
        "<os><type>hvm</type></os></domain>";
    const define = (libvirt: Libvirt) => libvirt.call("domainDefineXMLFlags", { xml });
    const undefine = async () => {
        const domain = await direct.call("domainLookupByName", { name });
        await direct.call("domainUndefineFlags", { domain });
    };
    const [opening = 0, whole = 0] = await answerBytes(define);
    await undefine();
    for (const bytes of upTo(opening + 1, whole)) {
        proxy.nextAnswerBytesMax = bytes;
        const libvirt = await Libvirt.open(proxy.uri);
        expect(await failure(define(libvirt))).toMatchObject({
            name: "ConnectionLostError",
            sent: true,
        });
        // Who looks before repeating it finds it done, on a new connection.
        const found = await libvirt.call("domainLookupByName", { name });
        expect(found.name).toBe(name);
        await undefine();
        libvirt.close();
    }
    expect(isNoDomain(await failure(direct.call("domainLookupByName", { name })))).toBe(true);
});

test("keeps an idle connection by pings", async () => {
    const libvirt = await Libvirt.open(proxy.uri, quick);
    const before = { count: proxy.connectionCount, bytes: proxy.answerBytes };
    // More pongs than pings may go without an answer.
    while (proxy.answerBytes < before.bytes + 8 * 28) {
        await sleep(20);
    }
    expect(await libvirt.call("connectGetType", {})).toBe("TEST");
    expect(proxy.connectionCount).toBe(before.count);
    libvirt.close();
});

test("drops the connection to a silent daemon and keeps the process", async () => {
    const libvirt = await Libvirt.open(proxy.uri, quick);
    proxy.silent = true;
    const error = await failure(libvirt.call("networkDefineXML", { xml: "<network/>" }));
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect((error as ConnectionLostError).cause).toBeInstanceOf(TimeoutError);
    proxy.silent = false;
    expect(await libvirt.call("connectGetType", {})).toBe("TEST");
    libvirt.close();
});
