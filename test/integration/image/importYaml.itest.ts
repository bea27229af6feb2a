import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { yamlHostFolder } from "../../../tools/lab/yamlHost.mjs";
import { run, virsh } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { IMAGES, testInterface, testName } from "../support/host/names";
import { PLUGIN } from "../support/stack/project";
import { Stack } from "../support/stack/stack";

// The language host may have to be built first.
jest.setTimeout(900_000);

const name = testName("yaml");
const folder = join(IMAGES, name);
const uuids = {
    pool: randomUUID(),
    network: randomUUID(),
    filter: randomUUID(),
    domain: randomUUID(),
};

/** Created by a user who does not know Pulumi, in this order. */
const documents = [
    [
        "pool-define",
        `<pool type='dir'><name>${name}</name><uuid>${uuids.pool}</uuid>
        <target><path>${folder}</path></target></pool>`,
    ],
    [
        "net-define",
        `<network><name>${name}</name><uuid>${uuids.network}</uuid>
        <bridge name='${testInterface("y")}'/>
        <ip address='10.127.254.1' netmask='255.255.255.0'>
        <dhcp><range start='10.127.254.2' end='10.127.254.254'/></dhcp></ip></network>`,
    ],
    [
        "nwfilter-define",
        `<filter name='${name}' chain='root'><uuid>${uuids.filter}</uuid>
        <rule action='drop' direction='out' priority='500'><ip protocol='udp' dstportstart='53'/></rule>
        </filter>`,
    ],
    [
        "define",
        `<domain type='qemu'><name>${name}</name><uuid>${uuids.domain}</uuid>
        <memory unit='MiB'>32</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>
        <features><acpi/></features>
        <devices>
        <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
            <source file='${folder}/disk'/><target dev='hda' bus='ide'/></disk>
        <interface type='network'><source network='${name}'/><model type='rtl8139'/>
            <filterref filter='${name}'/></interface>
        <video><model type='cirrus'/></video>
        </devices></domain>`,
    ],
] as const;

/** What is imported: type and id by the resource's name. */
const imports = {
    pool: ["libvirt:index:Pool", uuids.pool],
    disk: ["libvirt:index:Volume", `${name}/disk`],
    network: ["libvirt:index:Network", uuids.network],
    filter: ["libvirt:index:NetworkFilter", uuids.filter],
    domain: ["libvirt:index:Domain", uuids.domain],
} as const;

const PATH = process.env["PATH"];
let stack: Stack;
let before: string[];

const inStack = (...path: readonly string[]) => join(stack.folder, ...path);

beforeAll(async () => {
    process.env["PATH"] = `${await yamlHostFolder(() => {})}:${PATH ?? ""}`;
    stack = await Stack.create({ project: "yaml", program: "", hasOwnProcess: true });
    await writeProject([]);
    await mkdir(folder);
    for (const [command, xml] of documents) {
        const file = inStack(`${command}.xml`);
        await writeFile(file, xml);
        await virsh(command, file);
    }
    await virsh("pool-start", name);
    await virsh("vol-create-as", name, "disk", "1M", "--format", "qcow2");
    await virsh("net-start", name);
    before = await inventory();
});

afterAll(async () => {
    process.env["PATH"] = PATH;
    for (const command of [
        "undefine",
        "nwfilter-undefine",
        "net-destroy",
        "net-undefine",
        "pool-destroy",
        "pool-undefine",
    ]) {
        await run("virsh", ["--connect", "qemu:///system", command, name]);
    }
    await rm(folder, { recursive: true });
    await rm(stack.folder, { recursive: true });
});

/** A project with only these resources, as import writes them. */
async function writeProject(resources: readonly string[]): Promise<void> {
    const plugins = { providers: [{ name: "libvirt", path: PLUGIN }] };
    const head = Object.entries({ name: stack.project, runtime: "yaml", plugins }).map(
        ([key, value]) => `${key}: ${JSON.stringify(value)}\n`,
    );
    const body = resources.length > 0 ? ["resources:\n", ...resources] : [];
    await writeFile(inStack("project", "Pulumi.yaml"), [...head, ...body].join(""));
}

test("imports virsh's objects as code that previews without changes", async () => {
    const resources: string[] = [];
    for (const [resource, [type, id]] of Object.entries(imports)) {
        const out = inStack(`${resource}.yaml`);
        await stack.succeed("import", type, resource, id, "--yes", "--out", out);
        resources.push((await readFile(out, "utf8")).replace(/^resources:\n/, ""));
    }
    await writeProject(resources);
    expect(await stack.preview()).toEqual({ same: 6 });
    expect(await inventory()).toEqual(before);
});
