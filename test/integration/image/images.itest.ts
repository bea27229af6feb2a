import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { ImageServer, sends } from "../../provider/imageImport/source/imageServer";
import { output } from "../support/host/command";
import { FaultBench } from "../support/faults/faultBench";
import { Guest } from "../support/guest/guest";
import { until } from "../support/host/until";
import { kill, processes } from "../support/host/processes";
import { Stack } from "../support/stack/stack";
import { runWithKill } from "../support/faults/runWithKill";

jest.setTimeout(300_000);

type Fields = Readonly<Record<string, unknown>>;

const PROVIDER = "pulumi-resource-libvirt";
const { PATH, XDG_CACHE_HOME } = process.env;

let bench: FaultBench;
let stack: Stack;

const file = (name: string) => join(bench.daemon.folder, name);

/** The stand-in as an image of every format: the qemu-img options of each. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
    "xp.vmdk": ["vmdk"],
    "xp-stream.vmdk": ["vmdk", "-o", "subformat=streamOptimized"],
    "xp.vdi": ["vdi"],
    "xp.vhd": ["vpc"],
    "xp-fixed.vhd": ["vpc", "-o", "subformat=fixed,force_size=on"],
    "xp.vhdx": ["vhdx"],
    "xp.img": ["raw"],
    "xp.qcow2": ["qcow2"],
    "xp-packed.qcow2": ["qcow2", "-c"],
    "xp-travel.qcow2": ["qcow2", "-c", "-o", "compression_type=zstd"],
};

beforeAll(async () => {
    bench = await FaultBench.open("formats");
    process.env["XDG_CACHE_HOME"] = file("cache");
    for (const [name, format] of Object.entries(FORMATS)) {
        await output("qemu-img", ["convert", "-O", ...format, standInImage, file(name)]);
    }
    stack = await Stack.create({ project: "formats", program: "" });
});

afterEach(async () => {
    process.env["PATH"] = PATH;
    await stack.destroy();
});

afterAll(async () => {
    await stack.dispose();
    if (XDG_CACHE_HOME === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = XDG_CACHE_HOME;
    await bench.close();
});

/** A pool with volumes. */
const program = (volumes: Readonly<Record<string, Fields>>, rest = "") => `
const provider = new libvirt.Provider("libvirt", { uri: "${bench.uri}" });
const options = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${stack.project}", path: "${file(stack.project)}", accept: "this reaches beyond the lab" }, options);
const volumes = Object.fromEntries(Object.entries(${JSON.stringify(volumes)}).map(([name, fields]) =>
    [name, new libvirt.Volume(name, { pool: pool.name, ...fields }, { provider })]));
${rest}`;

const imported = (name: string, fields: Fields = {}) => ({
    source: { file: file(name), ...fields },
});

async function expectStandIn(volume: string): Promise<void> {
    const args = [
        "compare",
        "-f",
        "qcow2",
        "-F",
        "qcow2",
        await stack.pathOf(volume),
        standInImage,
    ];
    expect(await output("qemu-img", args)).toContain("Images are identical.");
}

const conversions = () => readdir(file("cache/xplab/conversions"));
const stored = async () => (await readdir(file(stack.project))).map(withoutDigits);
const withoutDigits = (name: string) => name.replace(/-[0-9a-f]{16}/, "");

test("stores an image of every format as qcow2 with the same content, and one of them boots", async () => {
    const names = Object.keys(FORMATS);
    const volumes = Object.fromEntries(
        names.map((name) => [name.replace(".", "-"), imported(name)]),
    );
    await stack.setProgram(
        program(
            volumes,
            `
const disk = new libvirt.Volume("disk", { pool: pool.name, backingVolume: volumes["xp-vhd"].id }, { provider });
new libvirt.Domain("domain", {
    name: "${stack.project}",
    accelerator: "tcg",
    memoryMiB: 128,
    shutdownTimeoutSeconds: 0,
    disks: { hda: { bus: "ide", file: disk.path, format: disk.format, backingChain: disk.backingChain } },
    serials: [{}],
}, options);`,
        ),
    );
    await stack.up();
    for (const name of Object.keys(volumes)) await expectStandIn(name);
    for (const name of ["xp-packed-qcow2", "xp-travel-qcow2"]) {
        const check = ["check", "--output=json", await stack.pathOf(name)];
        expect(JSON.parse(await output("qemu-img", check))).not.toHaveProperty(
            "compressed-clusters",
        );
    }
    expect(await conversions()).toEqual([]);
    expect(await stack.preview()).toEqual({ same: names.length + 5 });
    const libvirt = await Libvirt.open(bench.daemon.uri);
    const guest = await Guest.meet(libvirt, stack.project);
    await guest.close();
    libvirt.close();
});

test("stores all of an image that is smaller than an empty one", async () => {
    const small = file("small.qcow2");
    await output("qemu-img", ["create", "-f", "qcow2", "-o", "cluster_size=4k", small, "1M"]);
    await output("qemu-io", ["-c", "write -P 7 0 64k", small]);
    await stack.setProgram(program({ small: imported("small.qcow2") }));
    await stack.up();
    const compare = ["compare", "-f", "qcow2", "-F", "qcow2", await stack.pathOf("small"), small];
    expect(await output("qemu-img", compare)).toContain("Images are identical.");
});

test("previews never download a URL, and all later operations share one download", async () => {
    const content = await readFile(file("xp.vdi"));
    const sha256 = createHash("sha256").update(content).digest("hex");
    const server = await ImageServer.start({ "/xp.vdi": sends(content) });
    const source = { url: server.url("/xp.vdi"), sha256 };
    await stack.setProgram(program({ one: { source } }));
    expect(await stack.preview()).toEqual({ create: 4 });
    expect(server.asked).toEqual([]);
    await stack.up();
    await expectStandIn("one");
    await stack.setProgram(program({ one: { source }, two: { source } }));
    await stack.up();
    await expectStandIn("two");
    expect(server.asked).toEqual(["/xp.vdi"]);
    await server.stop();
});

test("qemu-img ends with a provider that is killed in a conversion, and the next run restarts it", async () => {
    const slow = file("slow");
    const script = `#!/bin/sh
case "$1" in convert) for last; do :; done; echo half > "$last"; exec sleep 600;; esac
exec /usr/bin/qemu-img "$@"
`;
    await mkdir(slow);
    await writeFile(join(slow, "qemu-img"), script, { mode: 0o755 });
    process.env["PATH"] = `${slow}:${PATH ?? ""}`;
    await stack.setProgram(program({ xp: imported("xp.vdi") }));
    const running = stack.run(["up", "--yes", "--skip-preview"], { hasOwnProvider: true });
    await until("the conversion", async () => (await conversions()).length > 0);
    const sleeping = () => processes().filter(({ command }) => command.join(" ") === "sleep 600");
    await until("its process", () => sleeping().length === 1);
    kill(stack.processes(PROVIDER));
    expect((await running).code).not.toBe(0);
    await until("its end", () => sleeping().length === 0);
    expect(await conversions()).toHaveLength(1);
    process.env["PATH"] = PATH;
    await stack.up();
    await expectStandIn("xp");
    expect([await conversions(), await stored()]).toEqual([[], ["xp"]]);
});

test("a provider killed in an upload leaves no partial image under the name, and the next run restarts it", async () => {
    await stack.setProgram(program({ xp: imported("xp.vmdk") }));
    const killedAt = await runWithKill(bench, stack, ["up"], {
        victim: "provider",
        isMoment: ({ label, side }) => side === "before" && label.startsWith("storageVolUpload"),
    });
    expect(killedAt?.label).toContain("storageVolUpload");
    expect(await stored()).toEqual(["xp", "xp.part"]);
    await stack.up();
    await expectStandIn("xp");
    expect([await conversions(), await stored()]).toEqual([[], ["xp"]]);
});

/** All changes that an import of a qcow2 image makes on the host, and which process is killed there. */
const STEPS = [
    ["provider", "before", "storageVolCreateXML xp.part"],
    ["daemon", "after", "storageVolCreateXML xp"],
    ["provider", "before", "storageVolUpload xp"],
    ["daemon", "after", "storageVolUpload end"],
    ["provider", "before", "storageVolDelete xp.part"],
] as const;

test.each(STEPS)(
    "the next run has the whole image when a %s dies %s %s",
    async (victim, side, step) => {
        await stack.setProgram(program({ xp: imported("xp.qcow2") }));
        const killedAt = await runWithKill(bench, stack, ["up"], {
            victim,
            isMoment: ({ label, side: now }) => now === side && label === step,
        });
        expect(killedAt?.label).toBeDefined();
        await stack.up();
        await expectStandIn("xp");
        expect(await stored()).toEqual(["xp"]);
        expect(await stack.preview()).toEqual({ same: 4 });
    },
);

test("two stacks that import the same image at the same time store it once", async () => {
    await stack.setProgram(program({}));
    await stack.up();
    const others = await Promise.all(["one", "other"].map(importer));
    await Promise.all(others.map((other) => other.up()));
    expect(await stored()).toEqual(["xp"]);
    for (const other of others) expect(await other.preview()).toEqual({ same: 3 });
    await Promise.all(others.map((other) => other.dispose()));
    expect(await stored()).toEqual([]);
});

async function importer(project: string): Promise<Stack> {
    const other = await Stack.create({ project, program: "" });
    await other.setProgram(`
const provider = new libvirt.Provider("libvirt", { uri: "${bench.uri}" });
const source = { file: "${file("xp.qcow2")}" };
new libvirt.Volume("xp", { pool: "${stack.project}", source }, { provider });`);
    return other;
}

test("an image with overlays outlives its owner, and is removed with the last of them", async () => {
    await stack.setProgram(program({ xp: imported("xp.qcow2") }));
    await stack.up();
    const image = await stack.pathOf("xp");
    const id = `${stack.project}/${image.slice(image.lastIndexOf("/") + 1)}`;
    const other = await Stack.create({ project: "others", program: "" });
    await other.setProgram(`
const provider = new libvirt.Provider("libvirt", { uri: "${bench.uri}" });
new libvirt.Volume("disk", { pool: "${stack.project}", backingVolume: "${id}" }, { provider });`);
    await other.up();
    // The pool stays in the state because it is not empty.
    await stack.setProgram(program({}));
    expect(await stack.up()).toMatch(
        /stays as backing file of "\S+\/disk-[0-9a-f]{8}", and is deleted with the last of them/,
    );
    expect((await stored()).sort()).toEqual([expect.stringMatching(/^disk-/), "xp", "xp.left"]);
    await other.dispose();
    expect(await stored()).toEqual([]);
});

test("a refresh sees that an uploaded image was replaced, and up fixes it", async () => {
    await stack.setProgram(program({ xp: imported("xp.qcow2") }));
    await stack.up();
    const path = await stack.pathOf("xp");
    await rm(path);
    await output("qemu-img", ["create", "-f", "qcow2", path, "256M"]);
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: 3, replace: 1 });
    await stack.up();
    await expectStandIn("xp");
    expect(await stack.pathOf("xp")).toBe(`${path}-2`);
    expect(await stack.preview()).toEqual({ same: 4 });
});

test("preview refuses bad images before any tool touches them", async () => {
    const backed = file("backed.qcow2");
    await output("qemu-img", ["create", "-f", "qcow2", "-b", file("xp.img"), "-F", "raw", backed]);
    await stack.setProgram(program({ xp: imported("backed.qcow2") }));
    const { code, stdout, stderr } = await stack.run(["preview"]);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(
        `Image "${backed}" is incomplete on its own: its backing file is "${file("xp.img")}". ` +
            `Convert it to a single image, if you trust its source, with "qemu-img convert -f qcow2 -O qcow2 ${backed} xp.qcow2". [image-in-parts]`,
    );
});

describe("refuses a disk that ends before its partition", () => {
    const SECTORS = 2 ** 20;
    const CUT_SHORT = `is truncated: it lacks the end of partition 1, at byte ${(63 + SECTORS) * 512}. `;

    beforeAll(async () => {
        const boot = Buffer.alloc(2 ** 20);
        boot.set([0x80, 0, 0, 0, 7], 446);
        boot.writeUInt32LE(63, 454);
        boot.writeUInt32LE(SECTORS, 458);
        boot.set([0x55, 0xaa], 510);
        await writeFile(file("short.img"), boot);
        for (const format of ["qcow2", "vdi"]) {
            const whole = ["convert", "-f", "raw", "-O", format];
            await output("qemu-img", [...whole, file("short.img"), file(`short.${format}`)]);
        }
    });

    test.each(["short.img", "short.qcow2"])("in a preview: %s", async (name) => {
        await stack.setProgram(program({ xp: imported(name) }));
        const { code, stdout } = await stack.run(["preview"]);
        expect(code).not.toBe(0);
        expect(stdout).toContain(`Image "${file(name)}" ${CUT_SHORT}`);
    });

    test("in a conversion, naming the user's file", async () => {
        await stack.setProgram(program({ xp: imported("short.vdi") }));
        const [message = ""] = (await stack.upErrors())["xp"] ?? [];
        expect(message).toContain(`Image "${file("short.vdi")}" ${CUT_SHORT}`);
    });
});
