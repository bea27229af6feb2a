import {
    clusterSizeIsPowerOfTwo,
    overlaysAreQcow2,
    sizeIsKnown,
    sourceDecidesSize,
    sourceOrBacking,
    Volume,
} from "../../src/schema/volume";

const volume = (fields: object) => Volume.inputs.parse({ pool: "pool", ...fields });
const source = { file: "xp.qcow2" };

describe("sourceOrBacking", () => {
    test.each([[{}], [{ source }], [{ backingVolume: "a/b" }]])("accepts %j", (fields) => {
        expect(sourceOrBacking(volume(fields))).toEqual([]);
    });

    test("rejects both", () => {
        expect(sourceOrBacking(volume({ source, backingVolume: "a/b" }))).toEqual([
            {
                path: ["source"],
                message: "must be absent when backingVolume is set [source-and-backing]",
            },
        ]);
    });
});

describe("sourceDecidesSize", () => {
    test.each([[{ source }], [{ capacityBytes: 1, clusterSizeKiB: 64 }]])(
        "accepts %j",
        (fields) => {
            expect(sourceDecidesSize(volume(fields))).toEqual([]);
        },
    );

    test("rejects every word on the layout of what is uploaded", () => {
        const fields = { capacityBytes: 1, clusterSizeKiB: 64, extendedL2: false };
        expect(sourceDecidesSize(volume({ source, ...fields }))).toEqual(
            Object.keys(fields).map((field) => ({
                path: [field],
                message: "must be absent when source is set [layout-beside-source]",
            })),
        );
    });
});

describe("sizeIsKnown", () => {
    test.each([[{ source }], [{ backingVolume: "a/b" }], [{ capacityBytes: 1 }]])(
        "accepts %j",
        (fields) => {
            expect(sizeIsKnown(volume(fields))).toEqual([]);
        },
    );

    test("rejects an empty volume without a size", () => {
        expect(sizeIsKnown(volume({}))).toEqual([
            {
                path: ["capacityBytes"],
                message: "is required without source or backingVolume [size-unknown]",
            },
        ]);
    });
});

describe("overlaysAreQcow2", () => {
    test.each([
        [{ backingVolume: "a/b", clusterSizeKiB: 128, extendedL2: true }],
        [{ format: "raw" }],
        [{ format: "raw", extendedL2: false }],
    ])("accepts %j", (fields) => {
        expect(overlaysAreQcow2(volume(fields))).toEqual([]);
    });

    test("rejects each of qcow2's fields on a raw volume", () => {
        const fields = { backingVolume: "a/b", clusterSizeKiB: 64, extendedL2: true };
        const message = 'must be absent unless format is "qcow2" [not-for-raw]';
        expect(overlaysAreQcow2(volume({ format: "raw", ...fields }))).toEqual([
            { path: ["backingVolume"], message },
            { path: ["clusterSizeKiB"], message },
            { path: ["extendedL2"], message },
        ]);
    });
});

describe("clusterSizeIsPowerOfTwo", () => {
    test.each([undefined, 4, 64, 2048])("accepts %s", (clusterSizeKiB) => {
        expect(clusterSizeIsPowerOfTwo(volume({ clusterSizeKiB }))).toEqual([]);
    });

    test.each([5, 96, 2047])("rejects %d", (clusterSizeKiB) => {
        expect(clusterSizeIsPowerOfTwo(volume({ clusterSizeKiB }))).toEqual([
            {
                path: ["clusterSizeKiB"],
                message: `must be a power of two, not ${clusterSizeKiB} [cluster-size-odd]`,
            },
        ]);
    });
});
