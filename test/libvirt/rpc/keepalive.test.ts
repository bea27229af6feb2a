import { setTimeout as sleep } from "node:timers/promises";

import { libvirtSilent } from "../../../src/errors";
import { Libvirt } from "../../../src/libvirt";
import { ConnectionLostError, TimeoutError } from "../../../src/libvirt/errors";
import { Keepalive } from "../../../src/libvirt/rpc/keepalive";
import { failure } from "../failure";
import { FakeServer } from "../fakeServer";
import { type Frame, frame, keepalive, remote, status, text, type } from "../wire";

const procedure = { ping: 1, pong: 2, hostname: 59, supportsFeature: 60, download: 209 };
const nothing = Buffer.alloc(0);

function keepaliveFrame(number: number): Frame {
    return {
        program: keepalive,
        version: 1,
        procedure: number,
        type: type.message,
        serial: 0,
        status: status.ok,
        payload: nothing,
    };
}

describe("over a socket", () => {
    let server: FakeServer;

    beforeEach(async () => {
        server = await FakeServer.start();
    });

    afterEach(() => server.stop());

    test("answers a ping with a pong", async () => {
        const libvirt = await Libvirt.open(server.uri);
        const call = libvirt.call("connectGetHostname", {});
        const { connection, frame: sent } = await server.next();
        connection.send(frame(keepaliveFrame(procedure.ping), text("libvirt sends no payload")));
        expect((await server.next()).frame).toEqual(keepaliveFrame(procedure.pong));
        connection.reply(sent, text("host"));
        expect(await call).toBe("host");
        libvirt.close();
    });

    test("pings an idle server, and keeps the connection if it answers", async () => {
        const libvirt = await Libvirt.open(server.uri, { keepaliveIntervalMs: 5 });
        for (let i = 0; i < 12; i += 1) {
            const { connection, frame: ping } = await server.next();
            expect(ping).toEqual(keepaliveFrame(procedure.ping));
            connection.send(frame(keepaliveFrame(procedure.pong)));
        }
        const call = libvirt.call("connectGetHostname", {});
        expect(server.connections.length).toBe(1);
        libvirt.close();
        await failure(call);
    });

    test("opens another connection after five pings without an answer", async () => {
        const libvirt = await Libvirt.open(server.uri, { keepaliveIntervalMs: 20 });
        const error = await failure(libvirt.call("domainDestroyFlags", { domain }));
        expect(error).toBeInstanceOf(ConnectionLostError);
        expect(error).toMatchObject({
            sent: true,
            cause: new TimeoutError(libvirtSilent.text({ pings: 5 })),
        });
        const frames: Frame[] = [];
        for (let i = 0; i < 6; i += 1) frames.push((await server.next()).frame);
        // A ping may be out before the call.
        const pings = frames.filter(({ program }) => program !== remote);
        expect(pings).toEqual(Array(5).fill(keepaliveFrame(procedure.ping)));
        void failure(libvirt.call("connectGetHostname", {}));
        const { connection } = await server.next();
        expect(server.connections.indexOf(connection)).toBe(1);
        libvirt.close();
    });

    test("does not ping a server without keepalive", async () => {
        server.keepalive = false;
        const libvirt = await Libvirt.open(server.uri, { keepaliveIntervalMs: 5 });
        expect(server.openings).toContain(procedure.supportsFeature);
        expect(await Promise.race([server.next(), sleep(50, "nothing")])).toBe("nothing");
        libvirt.close();
    });

    test("asks for no pings where data may be held back", async () => {
        const libvirt = await Libvirt.open(server.uri);
        server.openings.length = 0;
        const volume = { pool: "images", name: "xp1", key: "/images/xp1" };
        const download = failure(libvirt.download(volume).next());
        expect((await server.next()).frame.procedure).toBe(procedure.download);
        expect(server.openings).toEqual([66, 1]);
        libvirt.close();
        expect(await download).toBeInstanceOf(ConnectionLostError);
    });
});

const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };

describe("Keepalive", () => {
    let told: string[];
    let pings: Keepalive;

    beforeEach(() => {
        jest.useFakeTimers();
        told = [];
        pings = new Keepalive(1000, {
            ping: () => told.push("ping"),
            onSilence: (count) => told.push(`silence after ${count}`),
        });
    });

    afterEach(() => {
        pings.stop();
        jest.useRealTimers();
    });

    test("pings once per interval, and reports silence once", () => {
        jest.advanceTimersByTime(999);
        expect(told).toEqual([]);
        jest.advanceTimersByTime(4001);
        expect(told).toEqual(["ping", "ping", "ping", "ping", "ping"]);
        jest.advanceTimersByTime(60_000);
        expect(told.slice(5)).toEqual(["silence after 5"]);
    });

    test("restarts the count after any data", () => {
        jest.advanceTimersByTime(5000);
        pings.heard();
        jest.advanceTimersByTime(5000);
        expect(told).toEqual(Array.from({ length: 10 }, () => "ping"));
    });

    test("is quiet when stopped", () => {
        pings.stop();
        jest.advanceTimersByTime(60_000);
        expect(told).toEqual([]);
    });
});
