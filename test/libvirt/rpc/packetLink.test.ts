import { Duplex } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

import { ProtocolError, TimeoutError } from "../../../src/libvirt/errors";
import { encodePacket, type Packet } from "../../../src/libvirt/rpc/packet";
import { PacketLink } from "../../../src/libvirt/rpc/packetLink";
import { type Frame, frame, keepalive, status, text, type, unframe } from "../wire";

const nothing = Buffer.alloc(0);
const call = { program: 0x20008086, version: 1, procedure: 59, type: 0, serial: 7, status: 0 };
const ping: Frame = {
    program: keepalive,
    version: 1,
    procedure: 1,
    type: type.message,
    serial: 0,
    status: status.ok,
    payload: nothing,
};
const pong = { ...ping, procedure: 2 };

/** A transport whose other end is the test. */
class Wire extends Duplex {
    readonly calls: string[] = [];
    /** What the other end has been given, and how it says that it has taken it. */
    readonly written: Buffer[] = [];
    takes = true;
    #takeNext: (error?: Error) => void = () => {};

    override _read(): void {}

    override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
        this.written.push(chunk);
        if (this.takes) {
            done();
        } else {
            this.#takeNext = done;
        }
    }

    /** Ends the wait of the packet that is being taken. */
    taken(error?: Error): void {
        this.#takeNext(error);
    }

    ref(): void {
        this.calls.push("ref");
    }

    unref(): void {
        this.calls.push("unref");
    }

    override pause(): this {
        this.calls.push("pause");
        return super.pause();
    }

    override resume(): this {
        this.calls.push("resume");
        return super.resume();
    }

    get frames(): Frame[] {
        return unframe(Buffer.concat(this.written)).frames;
    }
}

let wire: Wire;
let link: PacketLink;
let packets: Packet[];
let ends: unknown[];

beforeEach(() => {
    wire = new Wire({ writableHighWaterMark: 100 });
    packets = [];
    ends = [];
    link = new PacketLink(wire, {
        onPacket: (packet) => packets.push(packet),
        onEnd: (cause) => ends.push(cause),
    });
    wire.calls.length = 0;
});

afterEach(() => link.end());

describe("sending", () => {
    test("writes one packet, and reports when it is sent", async () => {
        let left = false;
        wire.takes = false;
        await link.send(call, text("xp1"), () => (left = true));
        expect(Buffer.concat(wire.written).equals(encodePacket(call, text("xp1")))).toBe(true);
        await turn();
        expect(left).toBe(false);
        wire.taken();
        await turn();
        expect(left).toBe(true);
    });

    test("does not report a packet that the transport could not write", async () => {
        let left = false;
        wire.takes = false;
        await link.send(call, nothing, () => (left = true));
        const broken = new Error("EPIPE");
        wire.taken(broken);
        await turn();
        expect(left).toBe(false);
        expect(ends).toEqual([broken]);
    });

    test("makes all senders wait while the transport is full", async () => {
        wire.takes = false;
        const done: string[] = [];
        const first = link.send(call, Buffer.alloc(100)).then(() => done.push("first"));
        const second = link.send(call, nothing).then(() => done.push("second"));
        await turn();
        expect(done).toEqual([]);
        wire.takes = true;
        wire.taken();
        await Promise.all([first, second]);
        expect(done).toEqual(["first", "second"]);
        await link.send(call, nothing);
        expect(wire.frames.length).toBe(3);
    });

    test("stops waiting and writing once the link has ended", async () => {
        wire.takes = false;
        const blocked = link.send(call, Buffer.alloc(100));
        link.end();
        await blocked;
        await link.send(call, Buffer.alloc(100));
        expect(wire.frames.length).toBe(1);
    });
});

describe("receiving", () => {
    test("forwards each packet of the remote program", async () => {
        const replies = [1, 2].map((serial) => frame({ ...call, type: type.reply, serial }));
        wire.push(Buffer.concat(replies));
        await turn();
        expect(packets.map(({ serial }) => serial)).toEqual([1, 2]);
        expect(wire.written).toEqual([]);
    });

    test("answers pings, and does not forward keepalive packets", async () => {
        wire.push(Buffer.concat([frame(ping, text("unasked")), frame(pong)]));
        await turn();
        expect(packets).toEqual([]);
        expect(wire.frames).toEqual([pong]);
        expect(ends).toEqual([]);
    });

    test("does not queue pongs behind a blocked transport", async () => {
        wire.takes = false;
        wire.push(Buffer.concat(Array.from({ length: 1000 }, () => frame(ping))));
        await turn();
        expect(wire.frames).toEqual([pong]);
        expect(wire.writableLength).toBe(112); // four pongs of 28 bytes
    });

    test.each([
        ["program", { ...call, program: 1 }, "program 1, version 1"],
        ["version", { ...call, version: 9 }, "program 536903814, version 9"],
        ["version of keepalive", { ...ping, version: 0 }, "program 1801807216, version 0"],
    ])("ends at a packet of another %s", async (_name, header, what) => {
        wire.push(frame(header));
        await turn();
        expect(ends).toEqual([new ProtocolError(`libvirt sent a packet of ${what}.`)]);
        expect(ends[0]).toBeInstanceOf(ProtocolError);
        expect(link.isOpen).toBe(false);
    });

    test("ends when a packet is rejected", async () => {
        const reason = new Error("not for me");
        const strict = new PacketLink(wire, {
            onPacket: () => {
                throw reason;
            },
            onEnd: (cause) => ends.push(cause),
        });
        wire.push(frame(call));
        await turn();
        expect(ends).toContain(reason);
        expect(strict.isOpen).toBe(false);
    });
});

describe("the end", () => {
    test("happens once, whoever causes it, and closes the transport", () => {
        expect(link.isOpen).toBe(true);
        link.end("why");
        link.end("again");
        wire.emit("close");
        expect(ends).toEqual(["why"]);
        expect(link.isOpen).toBe(false);
        expect(wire.destroyed).toBe(true);
    });

    test.each([
        ["an error", (): unknown => wire.destroy(new Error("reset")), [new Error("reset")]],
        ["the other end", (): unknown => wire.push(null), [undefined]],
        ["a close", (): unknown => wire.emit("close"), [undefined]],
    ])("is caused by %s", async (_name, bring, causes) => {
        wire.resume();
        bring();
        await turn();
        await turn();
        expect(ends).toEqual(causes);
        expect(link.isOpen).toBe(false);
    });
});

test("forwards whether to read, and whether to keep the process alive", () => {
    link.pause();
    link.resume();
    link.keepProcessAlive(true);
    link.keepProcessAlive(false);
    expect(wire.calls).toEqual(["pause", "resume", "ref", "unref"]);
});

describe("keepalive", () => {
    beforeEach(() => {
        jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick"] });
        link.keepAlive(1000);
    });

    afterEach(() => jest.useRealTimers());

    test("pings, and ends the link to a silent peer", () => {
        jest.advanceTimersByTime(5999);
        expect(wire.frames).toEqual(Array.from({ length: 5 }, () => ping));
        expect(ends).toEqual([]);
        jest.advanceTimersByTime(1);
        const [end] = ends;
        expect(ends).toHaveLength(1);
        expect(end).toBeInstanceOf(TimeoutError);
        expect(end).toMatchObject({
            message:
                "libvirt has not answered 5 keepalive pings. " +
                "Check whether libvirtd still runs and what the host is busy with. [libvirt-silent]",
        });
    });

    test("accepts any byte as a sign of life", async () => {
        jest.advanceTimersByTime(5000);
        wire.push(frame(call).subarray(0, 1));
        await turn();
        jest.advanceTimersByTime(5000);
        expect(ends).toEqual([]);
    });

    test("stops with the link", () => {
        link.end();
        expect(jest.getTimerCount()).toBe(0);
    });
});
