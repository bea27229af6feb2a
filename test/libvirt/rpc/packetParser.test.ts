import fc from "fast-check";

import { ProtocolError } from "../../../src/libvirt/errors";
import { encodePacket, packetBytesMax } from "../../../src/libvirt/rpc/packet";
import { PacketParser } from "../../../src/libvirt/rpc/packetParser";
import { frame, type Frame, text, word } from "../wire";

const reply = Buffer.concat([
    word(36), // length, which counts itself
    word(0x20008086), // program: remote
    word(1), // version
    word(59), // procedure: connectGetHostname
    word(1), // type: reply
    word(7), // serial
    word(0), // status: ok
    text("host"),
]);
const parsedReply: Frame = {
    program: 0x20008086,
    version: 1,
    procedure: 59,
    type: 1,
    serial: 7,
    status: 0,
    payload: text("host"),
};

function parse(...chunks: Buffer[]): Frame[] {
    const parser = new PacketParser();
    return chunks.flatMap((chunk) => [...parser.push(chunk)]);
}

test("writes the bytes that libvirt reads", () => {
    const { payload, ...header } = parsedReply;
    expect(encodePacket(header, payload).equals(reply)).toBe(true);
});

test.each(Array.from({ length: reply.length + 1 }, (_, at) => at))(
    "reads a packet that is split at byte %i",
    (at) => {
        expect(parse(reply.subarray(0, at), reply.subarray(at))).toEqual([parsedReply]);
    },
);

test("reads a packet that comes byte by byte", () => {
    expect(parse(...Array.from(reply, (byte) => Buffer.from([byte])))).toEqual([parsedReply]);
});

test("reads packets that are joined and split anywhere", () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 });
    const cuts = fc.array(fc.nat({ max: 300 }));
    fc.assert(
        fc.property(payloads, cuts, (contents, places) => {
            const bytes = Buffer.concat(
                contents.map((content, serial) => frame({ serial }, Buffer.from(content))),
            );
            const ends = [...places.sort((a, b) => a - b), bytes.length];
            const chunks = ends.map((end, i) => bytes.subarray(i ? ends[i - 1] : 0, end));
            const packets = parse(...chunks);
            expect(packets.map(({ serial }) => serial)).toEqual(contents.map((_, i) => i));
            expect(packets.map(({ payload }) => [...payload])).toEqual(
                contents.map((content) => [...content]),
            );
        }),
    );
});

test.each([0, 3, 4, 27, packetBytesMax + 1, 0xffffffff])("refuses a length of %i", (length) => {
    const act = () => parse(word(length));
    expect(act).toThrow(ProtocolError);
    expect(act).toThrow(
        `A packet claims a length of ${length} bytes; libvirt's have 28 to 33554436. ` +
            "Check that the socket belongs to libvirt.",
    );
});

test("sends and reads a packet of the greatest length", () => {
    const { payload: _payload, ...header } = parsedReply;
    const greatest = encodePacket(header, Buffer.alloc(packetBytesMax - 28));
    expect(greatest.length).toBe(packetBytesMax);
    expect(parse(greatest).map(({ payload }) => payload.length)).toEqual([packetBytesMax - 28]);
});

test("refuses to send more than libvirt accepts", () => {
    const { payload: _payload, ...header } = parsedReply;
    expect(() => encodePacket(header, Buffer.alloc(packetBytesMax - 27))).toThrow(
        new RangeError(
            "A call of 33554437 bytes is longer than libvirt takes. " +
                "Keep it at or below 33554436 bytes.",
        ),
    );
});
