import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { output, virsh } from "../support/host/command";
import { errorsIn } from "../support/stack/diagnostics";
import { emulatorOf, userOf } from "../support/host/emulator";
import { FULL_LAB_SIZE, fullLab, type FullLab } from "../support/programs/fullLab";
import { inventory } from "../support/host/inventory";
import { IMAGES, testName } from "../support/host/names";
import { processes } from "../support/host/processes";
import { onExisting, oneDisk } from "../support/programs/oneDisk";
import { Stack } from "../support/stack/stack";

// The most frequent requests and complaints of users of other libvirt providers, each tested once.

jest.setTimeout(300_000);

const MIB = 1 << 20;
/** Debian's group for QEMU's user only. */
const LIBVIRT_QEMU = 64055;
const name = testName("ask");
let folder: string;
let image: string;
let content: Buffer;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("ask-")));
    image = join(folder, "image.raw");
    content = randomBytes(MIB);
    await writeFile(image, content);
});

afterAll(() => rm(folder, { recursive: true }));

/** What a guest would read from a disk through all its backing images. */
async function readDisk(file: string): Promise<Buffer> {
    const raw = join(folder, "disk.raw");
    await output("qemu-img", ["convert", "-U", "-O", "raw", file, raw]);
    return readFile(raw);
}

/** Writes to the disk and syncs, as a guest does. */
async function writeAsGuest(domain: string, device: string, pattern: number): Promise<void> {
    for (const command of [`write -P ${pattern} 0 4096`, "flush"]) {
        const line = `qemu-io -d ${device} "${command}"`;
        await virsh("qemu-monitor-command", domain, "--hmp", line);
    }
}

const inodeOf = async (file: string) => (await stat(file)).ino;

describe("a guest with everything", () => {
    let stack: Stack;
    let before: string[];
    let lab: FullLab;

    /** Changes the current lab. */
    async function change(news: Partial<FullLab>): Promise<void> {
        lab = { ...lab, ...news };
        await stack.setProgram(fullLab(lab));
        await stack.up();
    }

    beforeAll(async () => {
        before = await inventory();
        lab = { name, image };
        stack = await Stack.create({ project: "ask", program: fullLab(lab) });
        await stack.up();
    });

    afterAll(() => stack.dispose());

    test("1 AppArmor or file modes deny access to disks", async () => {
        const [base, disk] = [await stack.pathOf("image"), await stack.pathOf("disk")];
        const xml = await virsh("dumpxml", name);
        expect(xml).not.toContain("type='volume'");
        expect(xml.replace(/ index='\d+'/g, "").replace(/\s+/g, " ")).toContain(
            `<source file='${disk}'/> <backingStore type='file'> <format type='raw'/> <source file='${base}'>`,
        );
        const { mode, uid, gid } = await stat(base);
        expect([mode & 0o777, uid, gid]).toEqual([0o440, 0, LIBVIRT_QEMU]);
        const qemu = emulatorOf(name);
        expect(userOf(qemu)).not.toBe("root");
        const descriptors = await readdir(`/proc/${qemu}/fd`);
        const open = descriptors.map((one) => readlink(`/proc/${qemu}/fd/${one}`).catch(() => ""));
        expect(await Promise.all(open)).toContain(base);
        expect((await readDisk(disk)).equals(content)).toBe(true);
    });

    test("2 changes rebuild the machine", async () => {
        const identity = async () => {
            const xml = await virsh("dumpxml", "--inactive", name);
            return [
                ...(xml.match(/<(uuid>|mac |address type=|target dev=|serial>).*/g) ?? []),
                ...(await Promise.all(
                    ["disk", "data"].map(async (one) => inodeOf(await stack.pathOf(one))),
                )),
            ];
        };
        const was = await identity();
        await change({ memoryMiB: 32, vcpus: 2, plug: "one" });
        expect(await identity()).toEqual(was);
        const xml = await virsh("dumpxml", name);
        expect(xml).toContain("<memory unit='KiB'>32768</memory>");
        expect(xml).toContain("<vcpu placement='static'>2</vcpu>");
        expect(xml).not.toContain(`network='${name}-two'`);
    });

    test("3 endless diffs of values that libvirt writes differently", async () => {
        // libvirt stores these declared values differently: 0x0806, 255.0.0.0, MiB.
        const [filter, xml] = [await virsh("nwfilter-dumpxml", name), await virsh("dumpxml", name)];
        expect(filter).toContain("protocolid='arp'");
        expect(filter).toContain("dstipmask='8'");
        expect(xml).toContain("<alias name='ide0-0-0'/>");
        expect(await stack.preview()).toEqual({ same: FULL_LAB_SIZE });
        await stack.refresh();
        expect(await stack.preview()).toEqual({ same: FULL_LAB_SIZE });
    });

    test("5 growing a disk", async () => {
        const qemu = emulatorOf(name);
        const inode = await inodeOf(await stack.pathOf("data"));
        await change({ dataBytes: 4 * MIB });
        expect(await virsh("domblkinfo", name, "vda")).toMatch(/^Capacity: +4194304$/m);
        expect([emulatorOf(name), await inodeOf(await stack.pathOf("data"))]).toEqual([
            qemu,
            inode,
        ]);
    });

    test("6 waiting for an address that never comes", async () => {
        const qemu = emulatorOf(name);
        await stack.refresh();
        const { outputs } = await stack.resource("libvirt:index:Domain");
        expect(outputs?.["addresses"]).toEqual({ lan: [], wan: [] });
        expect(emulatorOf(name)).toBe(qemu);
    });

    test("8 restoring the clean state", async () => {
        const used = await stack.pathOf("disk");
        await writeAsGuest(name, "ide0-0-0", 0xab);
        expect((await readDisk(used)).subarray(0, 4096).equals(Buffer.alloc(4096, 0xab))).toBe(
            true,
        );
        await stack.up("--replace", await stack.urnOf("disk"));
        const clean = await stack.pathOf("disk");
        expect(await virsh("domblklist", name)).toContain(`${clean}\n`);
        expect((await readDisk(clean)).equals(content)).toBe(true);
        expect(await readdir(join(IMAGES, name))).not.toContain(
            used.slice(used.lastIndexOf("/") + 1),
        );
    });

    test("9 network changes are not applied", async () => {
        const network = `${name}-one`;
        const qemu = emulatorOf(name);
        const dnsmasq = () =>
            processes().filter(({ command }) => command.join(" ").includes(`/${network}.conf`));
        const [first] = dnsmasq();
        await change({
            dhcpHosts: { analyst: { mac: "52:54:00:00:00:01", address: "10.203.7.7" } },
        });
        const hosts = await readFile(`/var/lib/libvirt/dnsmasq/${network}.hostsfile`, "utf8");
        expect(hosts).toContain("52:54:00:00:00:01,10.203.7.7,analyst");
        expect(dnsmasq()[0]?.pid).toBe(first?.pid);

        await change({ address: "10.203.8.1", dhcpHosts: {} });
        const [, bridge = ""] =
            /bridge name='(\S+)'/.exec(await virsh("net-dumpxml", network)) ?? [];
        expect(await output("ip", ["-4", "address", "show", bridge])).toContain("10.203.8.1/24");
        const plugged = await output("ip", ["-oneline", "link", "show", "master", bridge]);
        expect(plugged.trim().split("\n")).toHaveLength(2);
        expect(emulatorOf(name)).toBe(qemu);
    });

    test("12 destroy deletes too much or too little", async () => {
        const foreign = testName("foreign");
        await virsh("vol-create-as", name, "foreign", "1M");
        const xml = join(folder, "foreign.xml");
        await writeFile(
            xml,
            `<domain type="qemu"><name>${foreign}</name><memory unit="MiB">16</memory>
             <os><type arch="x86_64">hvm</type></os>
             <devices><interface type="network"><source network="${name}-one"/></interface></devices></domain>`,
        );
        await virsh("create", xml);
        const qemu = emulatorOf(foreign);
        const { code, stdout } = await stack.run(["destroy", "--yes", "--skip-preview", "--json"]);
        expect([code === 0, errorsIn(stdout)["pool"]]).toEqual([
            false,
            [
                `Pool "${name}" still holds "foreign". ` +
                    "Delete or move its content, then delete the pool. [pool-in-use]",
            ],
        ]);
        expect(await readdir(join(IMAGES, name))).toEqual(["foreign"]);
        expect(emulatorOf(foreign)).toBe(qemu);
        await virsh("destroy", foreign);
        await virsh("vol-delete", "foreign", "--pool", name);
        await stack.destroy();
        expect(await inventory()).toEqual(before);
    });
});

describe("a guest with one disk", () => {
    const small = testName("small");
    const uuids = { network: randomUUID(), pool: randomUUID() };
    let stack: Stack;

    beforeAll(async () => {
        // RFC 5737: an address that no host has.
        stack = await Stack.create({ project: "small", program: oneDisk(small, "192.0.2.1") });
    });

    afterAll(() => stack.dispose());

    test("4 half-created domains after a failure", async () => {
        const { domain = [] } = await stack.upErrors();
        expect(domain).toHaveLength(1);
        expect(domain[0]).toContain(`Domain "${small}" could not start: `);
        expect(await virsh("list", "--all", "--name")).not.toContain(small);
        await stack.setProgram(oneDisk(small, "127.0.0.1"));
        await stack.up();
        expect((await virsh("domstate", small)).trim()).toBe("running");
    });

    test("7 snapshots block deletion", async () => {
        await virsh("snapshot-create-as", small, "before-the-worm");
        expect((await virsh("snapshot-list", small, "--name")).trim()).toBe("before-the-worm");
        await stack.destroy();
        expect(await virsh("list", "--all", "--name")).not.toContain(small);
        expect(await virsh("pool-list", "--all", "--name")).not.toContain(small);
    });

    test("11 importing and referencing existing objects", async () => {
        const there = testName("there");
        const path = join(IMAGES, there);
        const head = (uuid: string) => `<name>${there}</name><uuid>${uuid}</uuid>`;
        const documents = {
            "net-define": `<network>${head(uuids.network)}</network>`,
            "pool-define": `<pool type="dir">${head(uuids.pool)}<target><path>${path}</path></target></pool>`,
        };
        await mkdir(path);
        for (const [command, xml] of Object.entries(documents)) {
            await writeFile(join(folder, "there.xml"), xml);
            await virsh(command, join(folder, "there.xml"));
        }
        await virsh("net-start", there);
        await virsh("pool-start", there);

        const referring = onExisting(small, there);
        await stack.setProgram(referring);
        await stack.up();
        expect(await virsh("domiflist", small)).toContain(there);

        const owning = (option: string) => `${referring}
new libvirt.Network("network", { name: "${there}", autostart: false }, { ...named, ${option} });`;
        await stack.setProgram(owning(`import: "${uuids.network}"`));
        await stack.up();
        await stack.setProgram(owning(""));
        expect(await stack.preview()).toEqual({ same: 5 });

        // Referenced objects stay; owned ones are deleted.
        await stack.destroy();
        expect(await virsh("net-list", "--all", "--name")).not.toContain(there);
        expect(await virsh("pool-list", "--all", "--uuid")).toContain(uuids.pool);
        await virsh("pool-destroy", there);
        await virsh("pool-undefine", there);
        await rm(path, { recursive: true });
    });
});

test("10 several hosts", async () => {
    const both = testName("both");
    // libvirtd's mock driver supports no other resources, and forgets everything with its last connection.
    const mock = await Libvirt.open("test:///default");
    const stack = await Stack.create({
        project: "both",
        program: `
for (const uri of ["qemu:///system", "test:///default"]) {
    const provider = new libvirt.Provider(uri, { uri });
    new libvirt.Pool("pool at " + uri, { name: "${both}", path: "${IMAGES}/${both}" }, { provider });
}`,
    });
    await stack.up();
    const pools = (await stack.resources()).filter(({ type }) => type === "libvirt:index:Pool");
    const mocked = await mock.call("storagePoolLookupByName", { name: both });
    expect(pools.map(({ urn, id }) => [urn.split("::").at(-1), id]).sort()).toEqual([
        ["pool at qemu:///system", (await virsh("pool-uuid", both)).trim()],
        ["pool at test:///default", mocked.uuid],
    ]);
    await stack.dispose();
    const left = await mock.call("connectListAllStoragePools", { flags: 0 });
    expect(left.map((pool) => pool.name)).not.toContain(both);
    expect(await virsh("pool-list", "--all", "--name")).not.toContain(both);
    mock.close();
});
