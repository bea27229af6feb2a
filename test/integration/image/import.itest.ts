import { randomUUID } from "node:crypto";
import { virsh } from "../support/host/command";
import { viewDomain } from "../support/domain/drivenDomain";
import { pidOf } from "../support/host/emulator";
import { DomainFixtures } from "../support/domain/domainFixtures";
import { virshWithXml } from "../support/host/virshWithXml";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const fixtures = new DomainFixtures("import");
const { name, file, other } = fixtures;
const uuid = randomUUID();

/** Written by a user who does not know this project, with addresses, devices and limits of their own. */
const XML = `
<domain type="qemu">
    <name>${name}</name>
    <uuid>${uuid}</uuid>
    <title>Somebody's</title>
    <memory unit="MiB">20</memory>
    <vcpu>1</vcpu>
    <iothreads>1</iothreads>
    <os><type arch="x86_64" machine="pc-i440fx-7.1">hvm</type><boot dev="hd"/></os>
    <features><acpi/></features>
    <devices>
        <disk type="file" device="disk">
            <driver name="qemu" type="qcow2"/>
            <source file="${file("disk-1")}"/>
            <target dev="vda" bus="virtio"/>
            <address type="pci" domain="0" bus="0" slot="0x11" function="0"/>
        </disk>
        <disk type="file" device="cdrom"><target dev="hdb" bus="ide"/><readonly/></disk>
        <interface type="network">
            <mac address="52:54:00:11:22:33"/>
            <source network="${other("a")}"/>
            <model type="e1000"/>
            <address type="pci" domain="0" bus="0" slot="0x14" function="0"/>
        </interface>
        <rng model="virtio"><backend model="random">/dev/urandom</backend></rng>
        <sound model="ac97"/>
        <serial type="pty"/>
        <graphics type="vnc" autoport="yes"/>
        <video><model type="vga"/></video>
    </devices>
</domain>`;

const minimal = { name, shutdownTimeoutSeconds: 0 };

/** The XML's content in terms of the schema. */
const full = {
    ...minimal,
    uuid,
    title: "Somebody's",
    accelerator: "tcg",
    machineType: "pc-i440fx-7.1",
    memoryMiB: 20,
    vcpus: 1,
    acpi: true,
    apic: false,
    pae: false,
    bootOrder: ["hd"],
    disks: { vda: { bus: "virtio", file: file("disk-1"), format: "qcow2", pciSlot: 17 } },
    cdroms: { hdb: {} },
    interfaces: {
        nic20: { network: other("a"), mac: "52:54:00:11:22:33", model: "e1000", pciSlot: 20 },
    },
    serials: [{}],
    video: { model: "vga", vramKiB: 16384 },
    powerState: "running",
};

const programOf = (fields: object, id?: string) => `
const provider = new libvirt.Provider("libvirt");
new libvirt.Domain("domain", ${JSON.stringify(fields)},
    { provider, deleteBeforeReplace: true, import: ${JSON.stringify(id)} });
`;

let stack: Stack;

beforeAll(async () => {
    await fixtures.build();
    stack = await Stack.create({ project: "import", program: programOf(minimal, name) });
});

afterAll(async () => {
    await stack.dispose();
    await fixtures.remove();
});

beforeEach(async () => {
    await virshWithXml("define", XML);
    await virsh("start", name);
});

const foreignIn = (stored: string) =>
    ["rng", "sound", "iothreads"].map(
        (kind) => new RegExp(`<${kind}\\b.*?</${kind}>`).exec(stored)?.[0],
    );

/** The domain without its running time. */
async function untouched() {
    const { info: _info, ...view } = await viewDomain(name);
    return view;
}

/** The first changes after the import, live and by a restart, and the destroy. */
async function useIt(fields: object): Promise<void> {
    const before = await viewDomain(name);
    expect(await stack.preview()).toEqual({ same: 3 });
    await stack.setProgram(programOf({ ...fields, title: "Mine" }));
    await stack.up();
    const titled = await viewDomain(name);
    expect(titled.live).toContain("<title>Mine</title>");
    expect(titled.pid).toBe(before.pid);
    await stack.setProgram(programOf({ ...fields, title: "Mine", memoryMiB: 24 }));
    await stack.up();
    const after = await viewDomain(name);
    expect(after.pid).not.toBe(before.pid);
    expect(after.live).toContain("<memory unit='KiB'>24576</memory>");
    expect(after.devices).toEqual(before.devices);
    expect(foreignIn(after.stored)).toEqual(foreignIn(before.stored));
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: 3 });
    await stack.destroy();
    expect(await virsh("list", "--all", "--name")).not.toContain(name);
}

test.each([
    ["its name and a minimal program", name, minimal],
    ["its UUID and a program that sets every field", uuid, full],
])("imports by %s without a change, changes in place, and destroys", async (_how, id, fields) => {
    const before = await untouched();
    await stack.setProgram(programOf(fields, id));
    await stack.up();
    expect(await untouched()).toEqual(before);
    await useIt(fields);
});

test("imports by the command line in the same way", async () => {
    await stack.setProgram(`new libvirt.Provider("libvirt");`);
    await stack.up();
    const provider = (await stack.resource("pulumi:providers:libvirt")).urn;
    const before = await viewDomain(name);
    await stack.succeed(
        ...["import", "libvirt:index:Domain", "domain", uuid, "--yes", "--protect=false"],
        ...["--generate-code=false", "--skip-preview", "--provider", `libvirt=${provider}`],
    );
    expect(await pidOf(name)).toBe(before.pid);
    await stack.setProgram(programOf(minimal));
    await useIt(minimal);
});
