import * as fc from "fast-check";
import { inBlocks } from "../../../../src/cli/commands/results/blockCache";

const MIB = 2 ** 20;
const disk = Buffer.alloc(3 * MIB + 512);
for (let at = 0; at < disk.length; at += 4) disk.writeUInt32LE(at, at);

const place = fc.integer({ min: 0, max: disk.length + 1000 });

test("reads any part of the disk, up to its end", async () => {
    const read = inBlocks(disk.length, async (offset, length) =>
        disk.subarray(offset, offset + length),
    );
    await fc.assert(
        fc.asyncProperty(place, place, async (offset, length) => {
            const part = await read(offset, length);
            expect(part.equals(disk.subarray(offset, offset + length))).toBe(true);
        }),
    );
});

test("caches the last 64 blocks", async () => {
    const loaded: number[] = [];
    const read = inBlocks(100 * MIB, async (offset, length) => {
        loaded.push(offset / MIB);
        return Buffer.alloc(length);
    });
    for (let block = 0; block < 64; block += 1) await read(block * MIB, 1);
    await read(5, 100);
    await read(64 * MIB, 1);
    await read(5, 100);
    await read(MIB, 1);
    expect(loaded).toEqual([...Array(65).keys(), 1]);
});

test("ends where a disk is shorter than libvirt reports", async () => {
    const read = inBlocks(2 * MIB, async (offset) => Buffer.alloc(offset === 0 ? 700 : 0));
    expect(await read(0, MIB)).toHaveLength(700);
});
