import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { virsh } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { IMAGES, testName } from "../support/host/names";
import { SMALL_LAB_SIZE, smallLab } from "../support/programs/smallLab";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("functions");
const image = join(tmpdir(), `${name}.raw`);
const lab = smallLab({ name, image });

/** A lab, and lookups of a part of it that does not exist yet. */
const first = `${lab}
exports.made = libvirt.getVolumeOutput({ id: disk.id }, { provider });`;

/** Functions by name, with their arguments. */
type Calls = Readonly<Record<string, readonly object[]>>;

/** Calls each function in both its forms. */
const looking = (calls: Calls) => `${lab}
module.exports = async () => {
    const results = { plain: {}, output: {} };
    for (const [name, args] of Object.entries(${JSON.stringify(calls)})) {
        results.plain[name] = await libvirt[name](...args, { provider, async: true });
        results.output[name] = libvirt[name + "Output"](...args, { provider });
    }
    return results;
};`;

/** Calls each function, which must fail, and keeps its error. */
const failing = (calls: Calls) => `${lab}
module.exports = async () => {
    const errors = {};
    for (const [name, args] of Object.entries(${JSON.stringify(calls)}))
        errors[name] = await libvirt[name](...args, { provider, async: true }).then(
            () => "It succeeded.",
            (error) => error.message,
        );
    return { errors };
};`;

let stack: Stack;
let overlay: string;

beforeAll(async () => {
    // Differs in each run: the volume's name contains its hash.
    await writeFile(image, Buffer.concat([randomBytes(512), Buffer.alloc(1 << 20)]));
    stack = await Stack.create({ project: "functions", program: first });
});

afterAll(async () => {
    await stack.setProgram(lab);
    await stack.dispose();
    await rm(image);
});

const outputs = async () =>
    JSON.parse(await stack.succeed("stack", "output", "--json")) as Record<string, unknown>;

/** virsh's output of lines "Name: value". */
async function info(...args: readonly string[]): Promise<(key: string) => string> {
    const lines = (await virsh(...args)).split("\n").map((line) => /^(.*?): +(.*?)\s*$/.exec(line));
    const values = new Map(lines.flatMap((match) => (match ? [[match[1], match[2]]] : [])));
    return (key) => values.get(key) ?? `virsh ${args.join(" ")} has no "\${key}"`;
}

const line = async (...args: readonly string[]) => (await virsh(...args)).trim();

test("looks up objects after they are created", async () => {
    const before = await inventory();
    expect(await stack.preview()).toEqual({ create: SMALL_LAB_SIZE });
    expect(await inventory()).toEqual(before);
    await stack.up();
    const { made } = (await outputs()) as { made: { id: string } };
    overlay = made.id;
    expect(overlay).toMatch(new RegExp(`^${name}/disk-[0-9a-f]{8}$`));
});

test("returns the same as virsh, in both forms of each function", async () => {
    await stack.setProgram(
        looking({
            getHost: [],
            getPool: [{ name }],
            getVolume: [{ id: overlay }],
            getNetwork: [{ name }],
            getDomain: [{ name }],
        }),
    );
    await stack.up();
    const expected = {
        getHost: await hostSeen(),
        getPool: await poolSeen(),
        getVolume: await volumeSeen(),
        getNetwork: await networkSeen(),
        getDomain: await domainSeen(),
    };
    expect(await outputs()).toEqual({ plain: expected, output: expected });
});

test("a preview that calls them changes nothing", async () => {
    const before = await inventory();
    expect(await stack.preview()).toEqual({ same: SMALL_LAB_SIZE });
    expect(await inventory()).toEqual(before);
});

test("reports an unknown name together with the existing ones", async () => {
    await stack.setProgram(
        failing({
            getPool: [{ name: "xq" }],
            getVolume: [{ id: `${name}/xq` }],
            getNetwork: [{ name: "xq" }],
            getDomain: [{ name: "xq" }],
        }),
    );
    await stack.up();
    const text = (token: string, what: string, choice: string, names: readonly string[]) =>
        `invocation of libvirt:index:${token} returned an error: ` +
        `${what} is not on the host. ${choice} ${names.length > 1 ? "one of " : ""}${quoted(names)}. [not-there]`;
    const volumes = (await names("vol-list", name)).map((line) => line.split(/\s+/)[0] ?? "");
    expect(await outputs()).toEqual({
        errors: {
            getPool: text("getPool", 'Pool "xq"', "Set name to", await names("pool-list", ...ALL)),
            getVolume: text(
                "getVolume",
                `Volume "${name}/xq"`,
                "Set id to",
                volumes.map((volume) => `${name}/${volume}`),
            ),
            getNetwork: text(
                "getNetwork",
                'Network "xq"',
                "Set name to",
                await names("net-list", ...ALL),
            ),
            getDomain: text("getDomain", 'Domain "xq"', "Set name to", await names("list", ...ALL)),
        },
    });
});

test("reports wrong arguments by name", async () => {
    await stack.setProgram(failing({ getVolume: [{ id: "disk" }], getPool: [{ name: 5 }] }));
    await stack.up();
    expect(await outputs()).toEqual({
        errors: {
            getVolume:
                "Invoke of 'libvirt:index:getVolume' failed: " +
                'must be a volume id of the form "pool/volume", not "disk" [malformed] (id)',
            getPool:
                "Invoke of 'libvirt:index:getPool' failed: must be a text, not 5 [wrong-type] (name)",
        },
    });
});

const ALL = ["--all", "--name"];

const names = async (...args: readonly string[]) =>
    (await virsh(...args)).split("\n").flatMap((one) => one.trim() || []);

const quoted = (all: readonly string[]) =>
    [...all]
        .sort()
        .map((one) => `"${one}"`)
        .join(", ");

async function hostSeen() {
    const [node, versions] = await Promise.all([info("nodeinfo"), info("version")]);
    return {
        hostname: await line("hostname"),
        uri: await line("uri"),
        libvirtVersion: versions("Using library").replace("libvirt ", ""),
        qemuVersion: versions("Running hypervisor").replace("QEMU ", ""),
        architecture: node("CPU model"),
        cpus: Number(node("CPU(s)")),
        memoryMiB: Math.floor(parseInt(node("Memory size")) / 1024),
        claimsKvm: (await virsh("capabilities")).includes("<domain type='kvm'/>"),
    };
}

async function poolSeen() {
    const pool = await info("pool-info", name, "--bytes");
    const volumes = await names("vol-list", name);
    return {
        name,
        uuid: pool("UUID"),
        path: `${IMAGES}/${name}`,
        active: pool("State") === "running",
        autostart: pool("Autostart") === "yes",
        capacityBytes: Number(pool("Capacity")),
        allocationBytes: Number(pool("Allocation")),
        availableBytes: Number(pool("Available")),
        volumes: volumes.map((one) => one.split(/\s+/)[0]).sort(),
    };
}

async function volumeSeen() {
    const path = await line("vol-path", overlay.slice(overlay.indexOf("/") + 1), "--pool", name);
    const volume = await info("vol-info", path, "--bytes");
    const { id, outputs: golden } = await stack.resource("libvirt:index:Volume");
    return {
        id: overlay,
        path,
        format: "qcow2",
        capacityBytes: parseInt(volume("Capacity")),
        allocationBytes: parseInt(volume("Allocation")),
        backingChain: [{ file: golden?.["path"], format: "raw" }],
        backingVolume: id,
    };
}

async function networkSeen() {
    const [network, xml] = await Promise.all([info("net-info", name), virsh("net-dumpxml", name)]);
    const [, address = "", prefix] = /address='(10[^']+)' prefix='(24)'/.exec(xml) ?? [];
    return {
        name,
        uuid: network("UUID"),
        bridge: network("Bridge"),
        address,
        subnet: `${address.replace(/\d+$/, "0")}/${prefix ?? ""}`,
        active: network("Active") === "yes",
        autostart: network("Autostart") === "yes",
    };
}

async function domainSeen() {
    const [domain, xml] = await Promise.all([info("dominfo", name), virsh("dumpxml", name)]);
    const [disks, interfaces] = [await names("domblklist", name), await names("domiflist", name)];
    const macAddresses = interfaces.map((one) => one.split(/\s+/)[4] ?? "");
    return {
        name,
        uuid: domain("UUID"),
        state: domain("State"),
        memoryMiB: parseInt(domain("Max memory")) / 1024,
        vcpus: Number(domain("CPU(s)")),
        machineType: / machine='([^']+)'/.exec(xml)?.[1],
        macAddresses,
        addresses: Object.fromEntries(macAddresses.map((mac) => [mac, []])),
        disks: Object.fromEntries(disks.map((one) => one.split(/\s+/))) as unknown,
        autostart: domain("Autostart") === "enable",
    };
}
