import * as fc from "fast-check";
import { mirroredFrames } from "../../src/pcap";

/** The format of QEMU's net/filter-mirror.c, written independently of the reader. */
function mirrored(frame: Buffer, header = 0): Buffer {
    const lengths = Buffer.alloc(8);
    lengths.writeInt32BE(frame.length + header, 0);
    lengths.writeInt32BE(header, 4);
    return Buffer.concat([lengths, Buffer.alloc(header, 0xee), frame]);
}

const frameOf = (size: number, fill: number) => Buffer.alloc(size, fill);
const FRAMES = Array.from({ length: 40 }, (_, index) => frameOf(60 + index * 7, index + 1));
const STREAM = Buffer.concat(FRAMES.map((frame) => mirrored(frame)));

test("reads frames", () => {
    const bytes = Buffer.concat([
        Buffer.from("0000000e" + "00000000" + "ffffffffffff" + "525400000001" + "88b5", "hex"),
        Buffer.from("00000018" + "0000000a" + "00".repeat(10) + "aa".repeat(14), "hex"),
    ]);
    expect(mirroredFrames(bytes)).toEqual({
        frames: [Buffer.from("ffffffffffff52540000000188b5", "hex"), Buffer.alloc(14, 0xaa)],
        skipped: 0,
        rest: 0,
    });
});

test("removes a virtio header", () => {
    for (const header of [10, 12, 20])
        expect(mirroredFrames(mirrored(frameOf(60, 1), header)).frames).toEqual([frameOf(60, 1)]);
});

test("reads nothing from no bytes", () => {
    expect(mirroredFrames(Buffer.alloc(0))).toEqual({ frames: [], skipped: 0, rest: 0 });
});

test("reads the same frames from pieces", () => {
    const frames = fc.array(fc.uint8Array({ minLength: 14, maxLength: 1514 }), { maxLength: 8 });
    fc.assert(
        fc.property(frames, fc.nat(), (sent, at) => {
            const wanted = sent.map((one) => Buffer.from(one));
            const stream = Buffer.concat(wanted.map((one) => mirrored(one)));
            const cut = stream.length === 0 ? 0 : at % stream.length;
            const first = mirroredFrames(stream.subarray(0, cut));
            const second = mirroredFrames(stream.subarray(cut - first.rest));
            expect([...first.frames, ...second.frames]).toEqual(wanted);
            expect([first.skipped, second.skipped, second.rest]).toEqual([0, 0, 0]);
        }),
    );
});

test("continues at the next frame if a file begins inside one", () => {
    const cut = mirrored(frameOf(1514, 0xcd)).subarray(700);
    const { frames, skipped, rest } = mirroredFrames(Buffer.concat([cut, STREAM]), true);
    // Data within the length of the longest frame can be another frame's payload.
    const kept = FRAMES.slice(-frames.length);
    expect(frames).toEqual(kept);
    expect(frames.length).toBeGreaterThan(30);
    expect(rest).toBe(0);
    expect(skipped).toBe(
        cut.length + STREAM.length - kept.reduce((sum, one) => sum + one.length + 8, 0),
    );
});

test("ignores fake frames inside a cut frame", () => {
    const forged = Buffer.concat(Array.from({ length: 10 }, () => mirrored(frameOf(100, 0x66))));
    const cut = mirrored(forged).subarray(30);
    const { frames } = mirroredFrames(Buffer.concat([cut, STREAM]), true);
    expect(frames.filter((frame) => frame[0] === 0x66)).toEqual([]);
    expect(frames.at(-1)).toEqual(FRAMES.at(-1));
});

test("loses only the frame that a killed QEMU was writing and those that it overlaps", () => {
    const half = mirrored(frameOf(300, 0xdd)).subarray(0, 100);
    const { frames, skipped } = mirroredFrames(Buffer.concat([STREAM, half, STREAM]));
    expect(frames.slice(0, FRAMES.length)).toEqual(FRAMES);
    const after = frames.slice(FRAMES.length + 1);
    expect(after).toEqual(FRAMES.slice(-after.length));
    expect(after.length).toBeGreaterThanOrEqual(FRAMES.length - 4);
    expect(skipped).toBeGreaterThan(0);
});

test("counts bytes that are not frames", () => {
    fc.assert(
        fc.property(fc.uint8Array({ maxLength: 4000 }), fc.boolean(), (bytes, isCut) => {
            const found = mirroredFrames(Buffer.from(bytes), isCut);
            const framed = found.frames.reduce((sum, one) => sum + one.length + 8, 0);
            expect(framed + found.skipped + found.rest).toBeLessThanOrEqual(bytes.length);
        }),
    );
});
