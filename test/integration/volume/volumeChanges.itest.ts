import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { Volume } from "../../../src/schema/volume/volume";
import { output, virsh } from "../support/host/command";
import { emulatorOf } from "../support/host/emulator";
import { IMAGES } from "../support/host/names";
import { MIB, VolumeLab, type Fields } from "../support/programs/volumeLab";

jest.setTimeout(300_000);

let lab: VolumeLab;
let guest: number;

const SMALL = { capacityBytes: 8 * MIB };
const RAW = { ...SMALL, format: "raw" };

type Change = readonly [before: Fields, after: Fields, operation: string];

/** A volume for every row of the effects: before and after, and the operation. */
const rows = ({ folder, otherPool }: VolumeLab): Readonly<Record<string, Change>> => {
    const from = (image: string) => ({ source: { file: join(folder, `${image}.qcow2`) } });
    const three = readFileSync(join(folder, "three.qcow2"));
    const sha256 = createHash("sha256").update(three).digest("hex");
    const packed = (name: string) => ({
        format: "raw",
        source: { folder: join(folder, name) },
        accept: BEYOND,
    });
    return {
        name: [{ ...SMALL, name: "here" }, { ...SMALL, name: "there" }, "replace"],
        pool: [SMALL, { ...SMALL, pool: otherPool }, "replace"],
        format: [SMALL, { ...SMALL, format: "raw" }, "replace"],
        "capacityBytes.add": [{ on: "one" }, { on: "one", capacityBytes: 16 * MIB }, "update"],
        "capacityBytes.update": [SMALL, { capacityBytes: 16 * MIB }, "update"],
        "capacityBytes.delete": [{ on: "one", ...SMALL }, { on: "one" }, "same"],
        backingVolume: [{ on: "one" }, { on: "two" }, "replace"],
        clusterSizeKiB: [SMALL, { ...SMALL, clusterSizeKiB: 4 }, "replace"],
        keep: [SMALL, { ...SMALL, keep: true }, "same"],
        accept: [SMALL, { ...SMALL, accept: BEYOND }, "same"],
        movesFrom: [SMALL, { ...SMALL, movesFrom: "another" }, "same"],
        extendedL2: [SMALL, { ...SMALL, extendedL2: true }, "replace"],
        filesystem: [RAW, { ...RAW, filesystem: { type: "fat16" } }, "replace"],
        source: [SMALL, from("three"), "replace"],
        "source.file": [from("three"), from("again"), "same"],
        "source.folder": [packed("left"), packed("right"), "same"],
        // Never downloaded: the content is already there.
        "source.url": [
            from("three"),
            { source: { url: "https://images.example/xp", sha256 } },
            "same",
        ],
        "source.sha256": [from("three"), from("four"), "replace"],
    };
};

const side = (index: 0 | 1) =>
    Object.fromEntries(Object.entries(rows(lab)).map(([row, change]) => [row, change[index]]));

beforeAll(async () => {
    lab = await VolumeLab.create("changes");
    for (const [image, size] of Object.entries({ three: 1, again: 1, four: 2 })) {
        const file = join(lab.folder, `${image}.qcow2`);
        await output("qemu-img", ["create", "-f", "qcow2", file, `${size}M`]);
    }
    for (const name of ["left", "right"]) {
        await mkdir(join(lab.folder, name));
        await writeFile(join(lab.folder, name, "same.txt"), "same");
    }
    await lab.up({}, side(0));
    guest = emulatorOf(lab.name);
});

afterAll(() => lab.dispose());

test("has a change for every row of the effects", () => {
    const effects = Object.entries(Volume.effects).flatMap(([field, effect]) =>
        typeof effect === "string" ? field : Object.keys(effect).map((kind) => `${field}.${kind}`),
    );
    // luks.itest.ts tests those of encryption.
    const plain = effects.filter((field) => !/encryption/i.test(field));
    expect(Object.keys(rows(lab)).sort()).toEqual(plain.sort());
});

test("every change does what the effects say, and a guest beside them keeps running", async () => {
    const changes = Object.entries(rows(lab));
    const inodes = () => Promise.all(changes.map(([row]) => lab.inode(row)));
    const before = await inodes();
    await lab.declare({}, side(1));
    const expected = changes.map(([row, [, , operation]]) => [row, operation] as const);
    const { operations } = await lab.preview();
    expect(operations).toEqual(Object.fromEntries(expected.filter(([, op]) => op !== "same")));
    await lab.stack.up();
    const after = await inodes();
    const replaced = changes.filter((_change, index) => after[index] !== before[index]);
    expect(replaced.map(([row]) => row)).toEqual(
        expected.filter(([, op]) => op === "replace").map(([row]) => row),
    );
    for (const row of ["capacityBytes.update", "capacityBytes.add"]) {
        expect(await lab.image(row)).toMatchObject({ "virtual-size": 16 * MIB });
    }
    expect(emulatorOf(lab.name)).toBe(guest);
});

test("deletes replaced volumes", async () => {
    const pools = [lab.name, lab.otherPool].map((pool) => readdir(join(IMAGES, pool)));
    const names = [...Object.keys(rows(lab)), "one", "two", "disk"];
    const kept = await Promise.all(names.map((name) => lab.volume(name)));
    const files = (await Promise.all(pools)).flat();
    expect(files.sort()).toEqual(kept.map(({ path }) => path.split("/").at(-1)).sort());
});

describe("the guest's disk", () => {
    /** The size that the guest sees. */
    const capacity = async () =>
        Number(/Capacity:\s+(\d+)/.exec(await virsh("domblkinfo", lab.name, "hda"))?.[1]);

    test("grows while the guest runs, as preview says", async () => {
        await lab.up({ capacityBytes: 24 * MIB });
        await lab.declare({ capacityBytes: 32 * MIB });
        expect((await lab.preview()).messages).toEqual([
            "disk: capacityBytes 25165824 -> 33554432: grows in place",
        ]);
        await lab.stack.up();
        expect(await capacity()).toBe(32 * MIB);
        expect(emulatorOf(lab.name)).toBe(guest);
        expect((await lab.preview()).operations).toEqual({});
    });

    test("grows while the guest is off", async () => {
        await virsh("destroy", lab.name);
        await lab.up({ capacityBytes: 40 * MIB });
        await virsh("start", lab.name);
        expect(await capacity()).toBe(40 * MIB);
    });

    test("does not shrink, and the error names its size", async () => {
        await lab.declare({ capacityBytes: 39 * MIB });
        expect(await lab.stack.upErrors()).toEqual({
            disk: [
                `libvirt:index:Volume resource 'disk': property capacityBytes value {4.0894464e+07} has a problem: must be at least 41943040, its current size: a volume cannot shrink. To get a smaller one, run "pulumi up --replace" with its URN, which discards its content [capacity-shrinks]`,
            ],
        });
    });

    test("does not shrink to a size that was never declared either", async () => {
        await lab.up({});
        await lab.declare({ capacityBytes: 39 * MIB });
        const { id } = await lab.volume("disk");
        expect(await lab.stack.upErrors()).toEqual({
            disk: [
                `Volume "${id}" has 41943040 bytes and cannot shrink to 40894464. Set capacityBytes to 41943040 or more. [volume-shrinks]`,
            ],
        });
        await lab.up({});
        expect((await lab.preview()).operations).toEqual({});
    });
});
