import * as fc from "fast-check";
import { FatDisk, formatDisk } from "../../src/fat";
import { geometryOf, type FatType } from "../../src/fat/geometry";
import { validateFilesystem, Volume } from "../../src/schema/volume/volume";
import { formatted, MIB, reading } from "./formatted";

/** The least and the most clusters of each type (fatgen103, page 14). */
const CLUSTERS = { fat16: [4085, 65524], fat32: [65525, 0x0ffffff5] } as const;
const SIZES = { fat16: [8 * MIB, 2048 * MIB], fat32: [64 * MIB, 2 ** 41 - MIB] } as const;

const anyDisk = fc.constantFrom<FatType>("fat16", "fat32").chain((type) =>
    fc.record({
        type: fc.constant(type),
        capacityBytes: fc.integer({ min: SIZES[type][0], max: SIZES[type][1] }),
    }),
);

test("gives every size that the schema allows a valid number of clusters and a large enough table", () => {
    fc.assert(
        fc.property(anyDisk, ({ type, capacityBytes }) => {
            const inputs = { name: "v", pool: "p", format: "raw", filesystem: { type } };
            const volume = Volume.inputs.parse({ ...inputs, capacityBytes });
            expect(validateFilesystem(volume)).toEqual([]);
            const sectors = Math.floor(capacityBytes / 512) - 2048;
            const { clusters, clusterSectors, fatSectors, firstDataSector } = geometryOf(
                type,
                sectors,
            );
            const [min, max] = CLUSTERS[type];
            expect(clusters).toBeGreaterThanOrEqual(min);
            expect(clusters).toBeLessThanOrEqual(max);
            const entryBytes = type === "fat16" ? 2 : 4;
            expect(fatSectors * 512).toBeGreaterThanOrEqual((clusters + 2) * entryBytes);
            expect(firstDataSector + clusters * clusterSectors).toBeLessThanOrEqual(sectors);
        }),
    );
});

test("returns pieces on the disk, in order", () => {
    fc.assert(
        fc.property(anyDisk, (disk) => {
            const pieces = formatDisk({ ...disk, label: "RESULTS", serial: 7 });
            const ends = pieces.map(({ offset, bytes }) => offset + bytes.length);
            expect(
                [0, ...ends].every(
                    (end, index) => end <= (pieces[index]?.offset ?? disk.capacityBytes),
                ),
            ).toBe(true);
            expect(pieces.at(-1)?.bytes.some((byte) => byte !== 0)).toBe(true);
        }),
    );
});

test.each([
    ["fat16", 8],
    ["fat16", 600],
    ["fat32", 64],
    ["fat32", 600],
] as const)("a disk with %s of %d MiB is read as an empty one", async (type, size) => {
    const disk = formatted({ type, capacityBytes: size * MIB, label: "RESULTS" });
    const fat = await FatDisk.open(reading(disk), disk.length);
    expect(await fat.root()).toEqual([]);
});
