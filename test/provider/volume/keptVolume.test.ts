import { UNKNOWN } from "../../../src/provider/lifecycle/wire";
import { check } from "../checked";

const disk = { pool: "pool", backingVolume: "pool/old" };

const mustStay = (property: string, value: unknown) => ({
    property,
    reason: `must stay ${JSON.stringify(value)} while keep is set (on a machine: keepDisk; its own image setting can keep this value). To replace the volume and lose its data, unset keep and run "pulumi up" before this change [volume-kept]`,
});

const failuresOf = async (news: object, olds: object) => {
    const { inputs } = await check("Volume", { ...olds });
    return (await check("Volume", { ...news }, { olds: inputs })).failures;
};

describe.each([
    ["was kept before", { ...disk, keep: true }],
    ["was not kept before", disk],
])("a volume that %s", (_when, olds) => {
    test.each([
        ["backingVolume", { backingVolume: "pool/new" }, "pool/old"],
        // Its image is being created.
        ["backingVolume", { backingVolume: UNKNOWN }, "pool/old"],
        ["pool", { pool: "other" }, "pool"],
        ["clusterSizeKiB", { clusterSizeKiB: 64 }, 128],
    ])("keeps its %s against %j", async (property, change, value) => {
        expect(await failuresOf({ ...disk, ...change, keep: true }, olds)).toEqual([
            mustStay(property, value),
        ]);
    });

    test("keeps its name against the program's", async () => {
        const { plain } = await check("Volume", disk);
        expect(await failuresOf({ ...disk, name: "mine", keep: true }, olds)).toEqual([
            mustStay("name", plain["name"]),
        ]);
    });

    test("may grow", async () => {
        expect(await failuresOf({ ...disk, capacityBytes: 2 ** 30, keep: true }, olds)).toEqual([]);
    });
});

test("accepts a change together with keep: false, which the option protect then judges", async () => {
    const news = { ...disk, backingVolume: "pool/new", keep: false };
    expect(await failuresOf(news, { ...disk, keep: true })).toEqual([]);
});

test("accepts keep for a new volume", async () => {
    expect((await check("Volume", { ...disk, keep: true })).failures).toEqual([]);
});
