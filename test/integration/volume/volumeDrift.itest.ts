import { rm } from "node:fs/promises";
import { join } from "node:path";
import { output, virsh } from "../support/host/command";
import { IMAGES } from "../support/host/names";
import { MIB, VolumeLab, type Fields } from "../support/programs/volumeLab";

jest.setTimeout(300_000);

let lab: VolumeLab;

beforeAll(async () => {
    lab = await VolumeLab.create("drift");
});

afterAll(() => lab.dispose());

const SMALL = { capacityBytes: 8 * MIB };

type Drift = readonly [declared: Fields, command: string, found: (id: string) => Fields];

/** What somebody does to a volume's file ($1; $2 is another image), and what the state has after a refresh. */
const DRIFTS: Readonly<Record<string, Drift>> = {
    format: [SMALL, 'rm "$1"; qemu-img create -f raw "$1" 8M', () => ({ format: "raw" })],
    capacityBytes: [SMALL, 'qemu-img resize --shrink "$1" 4M', () => ({ capacityBytes: 4 * MIB })],
    backingVolume: [
        { on: "one" },
        'qemu-img rebase -u -b "$2" -F raw "$1"',
        (id) => ({ backingVolume: id }),
    ],
    clusterSizeKiB: [
        { ...SMALL, clusterSizeKiB: 4 },
        'rm "$1"; qemu-img create -f qcow2 -o cluster_size=8k "$1" 8M',
        () => ({ clusterSizeKiB: 8 }),
    ],
    extendedL2: [
        { ...SMALL, extendedL2: true },
        'rm "$1"; qemu-img create -f qcow2 "$1" 8M',
        () => ({ extendedL2: false }),
    ],
};

test("a refresh reports exactly what somebody changed, and up fixes it", async () => {
    const fields = Object.entries(DRIFTS);
    const declared = fields.map(([field, [volume]]) => [field, volume] as const);
    await lab.up({}, { ...Object.fromEntries(declared), gone: SMALL });
    await lab.stack.refresh();
    expect((await lab.preview()).operations).toEqual({});
    const two = await lab.volume("two");
    const expected = [];
    for (const [field, [, command, found]] of fields) {
        const { path, inputs } = await lab.volume(field);
        await output("sh", ["-ec", command, "sh", path, two.path]);
        expected.push({ ...inputs, ...found(two.id) });
    }
    await rm((await lab.volume("gone")).path);
    await lab.stack.refresh();
    const seen = await Promise.all(fields.map(([field]) => lab.volume(field)));
    expect(seen.map(({ inputs }) => inputs)).toEqual(expected);
    expect((await lab.preview()).operations).toEqual({
        gone: "create",
        format: "replace",
        capacityBytes: "update",
        backingVolume: "replace",
        clusterSizeKiB: "replace",
        extendedL2: "replace",
    });
    await lab.stack.up();
    await lab.stack.refresh();
    expect((await lab.preview()).operations).toEqual({});
    const one = await lab.volume("one");
    expect(await lab.image("backingVolume")).toMatchObject({ "backing-filename": one.path });
    expect(await lab.image("format")).toMatchObject({ format: "qcow2", "virtual-size": 8 * MIB });
});

test("a preview of a replacement says how much was written since", async () => {
    await lab.up({}, { written: { on: "one", capacityBytes: 16 * MIB } });
    await output("qemu-io", ["-c", "write 0 12M", (await lab.volume("written")).path]);
    await lab.declare({}, { written: { on: "two", capacityBytes: 16 * MIB } });
    expect((await lab.preview()).messages).toEqual(["written: rebuild, discards 13 MiB"]);
});

test("an inactive pool is an error with a remedy, and no volume counts as gone", async () => {
    await lab.up({}, { apart: { ...SMALL, pool: lab.otherPool } });
    const { id } = await lab.volume("apart");
    await virsh("pool-destroy", lab.otherPool);
    const { code, stdout, stderr } = await lab.stack.run(["refresh", "--yes", "--skip-preview"]);
    await virsh("pool-start", lab.otherPool);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(
        `Pool "${lab.otherPool}" is not active, so volume "${id}" cannot be inspected. Run "virsh pool-start ${lab.otherPool}" on the host, then run again. [pool-inactive]`,
    );
    expect((await lab.volume("apart")).id).toBe(id);
});

test("an import by id previews clean, with and without an upload", async () => {
    await lab.up({});
    const base = await lab.volume("one");
    const make = { plain: "-f qcow2 $1 8M", raw: "-f raw $1 8M", top: "-f qcow2 -b $2 -F raw $1" };
    for (const [name, args] of Object.entries(make)) {
        const path = join(IMAGES, lab.name, name);
        await output("sh", ["-ec", `qemu-img create ${args}`, "sh", path, base.path]);
    }
    await virsh("pool-refresh", lab.name);
    const rest = (isImport: boolean) => `
        const take = (name, fields) => make(name, { name, ...fields }, ${isImport} && { import: "${lab.name}/" + name });
        take("plain", { capacityBytes: ${8 * MIB} });
        take("raw", { format: "raw" });
        take("top", { on: "one" });`;
    await lab.declare({}, {}, rest(true));
    expect((await lab.preview()).operations).toEqual({
        plain: "import",
        raw: "import",
        top: "import",
    });
    await lab.stack.up();
    await lab.declare({}, {}, rest(false));
    expect((await lab.preview()).operations).toEqual({});
    await lab.stack.refresh();
    expect((await lab.preview()).operations).toEqual({});
});

test("pulumi import imports an image without its source", async () => {
    await lab.up({}, { image: { format: "raw", source: { file: join(lab.folder, "two") } } });
    const { id, inputs } = await lab.volume("image");
    const urn = await lab.stack.urnOf("image");
    const { urn: provider } = await lab.stack.resource("pulumi:providers:libvirt");
    await lab.stack.succeed("state", "delete", "--yes", urn);
    const options = ["--yes", "--generate-code=false", "--protect=false"];
    const args = ["--provider", `provider=${provider}`, "libvirt:index:Volume", "image", id];
    await lab.stack.succeed("import", ...options, ...args);
    await lab.declare({}, { image: { name: inputs["name"], format: "raw" } });
    expect((await lab.preview()).operations).toEqual({});
    // An import does not record which pool its volume needs.
    await lab.stack.up();
});
