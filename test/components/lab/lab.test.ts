import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { Lab, type LabArgs } from "../../../src/components/lab/lab";
import { CHOSEN_PASSWORD } from "../../../src/schema/domain/domainDevices";
import { reachRules } from "../../../src/xp/reach/reach";
import { promiseOf, recordResources, type Recorded } from "../recording";

let record: Record<string, Recorded>;

beforeEach(async () => {
    record = await recordResources();
});

afterEach(() => {
    jest.restoreAllMocks();
});

/** As a secret goes to the engine. */
const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
});

const image = "pool/golden";
const make = async (args: Partial<LabArgs>) =>
    promiseOf(new Lab("lab", { image, machines: { xp: {} }, ...args }).machines);

/** A resource that no output of the lab waits for. */
async function recorded(name: string): Promise<Recorded> {
    for (;;) {
        const found = record[name];
        if (found !== undefined) return found;
        await setImmediate();
    }
}

const named = { aliases: [], deleteBeforeReplace: true };
const plain = { aliases: [], deleteBeforeReplace: false };

// Proves what the engine is told; not that libvirt takes it.
test("one machine makes a pool, a network with its filter, a disk and a domain", async () => {
    const machines = await make({});
    expect(record).toEqual({
        lab: { type: "xplab:index:Lab", parent: "", inputs: {}, ...plain },
        "lab-pool": {
            type: "libvirt:index:Pool",
            parent: "lab",
            inputs: { name: "lab-dev", path: "/var/lib/libvirt/images/lab-dev" },
            ...named,
        },
        "lab-lan": { type: "xplab:index:LabNetwork", parent: "lab", inputs: {}, ...plain },
        "lab-lan-network": {
            type: "libvirt:index:Network",
            parent: "lab-lan",
            inputs: {
                name: "lab-lan-dev",
                title: "lab-lan of stack dev, reach dhcp",
                ipv4: { reservedOnly: true },
            },
            ...named,
        },
        "lab-lan-filter": {
            type: "libvirt:index:NetworkFilter",
            parent: "lab-lan",
            inputs: {
                name: "lab-lan-dev",
                rules: reachRules("dhcp", { hostMac: "52:54:00:00:00:01" }),
            },
            ...named,
        },
        "lab-xp": {
            type: "xplab:index:Machine",
            parent: "lab",
            inputs: {},
            ...plain,
            aliases: ["lab-xp-1"],
        },
        "lab-xp-disk": {
            type: "libvirt:index:Volume",
            parent: "lab-xp",
            inputs: { pool: "lab-dev", backingVolume: image },
            ...plain,
        },
        "lab-xp-domain": {
            type: "libvirt:index:Domain",
            parent: "lab-xp",
            inputs: {
                machineType: "pc-i440fx-7.2",
                cpuModel: "qemu64",
                cpuFeatures: [{ name: "nx", policy: "disable" }],
                clock: {
                    offset: "localtime",
                    rtcTickPolicy: "catchup",
                    pitTickPolicy: "delay",
                    hpet: false,
                },
                bootOrder: ["hd"],
                creationDefaults: {
                    sharePages: false,
                    dumpCore: false,
                    iotune: { totalBytesPerSecond: 104857600, totalIopsPerSecond: 20000 },
                },
                video: { model: "cirrus", vramKiB: 16384 },
                usb: false,
                name: "lab-dev-xp",
                title: "xp of lab lab, stack dev",
                memoryMiB: 256,
                vcpus: 1,
                identitySeed: "xp-lab/dev/lab/xp",
                disks: {
                    hda: {
                        bus: "ide",
                        file: "/images/lab-xp-disk",
                        format: "qcow2",
                        backingChain: [{ file: "/images/golden", format: "qcow2" }],
                    },
                },
                interfaces: {
                    "local-area-connection": {
                        network: "lab-lan-dev",
                        model: "rtl8139",
                        filter: "lab-lan-dev",
                        isolatedPort: true,
                        linkUp: true,
                    },
                },
                serials: [{ logFile: "/images/lab-dev-xp-logs/com1.log" }],
                graphics: { listen: "127.0.0.1", password: secret("chosen at birth") },
            },
            ...named,
        },
    });
    expect(machines).toEqual({
        xp: {
            domain: "lab-dev-xp",
            uuid: "uuid of lab-xp-domain",
            state: "running",
            address: "10.64.3.7",
            screen: "vnc://127.0.0.1:5900",
            network: "lab-lan-dev",
            reach: "dhcp",
            results: null,
        },
    });
});

test("a clean state is a resource beside the domain, which waits until it is ready", async () => {
    await make({ machines: { xp: { cleanState: { resetTrigger: "1" } } } });
    const ready = { lease: true, settleSeconds: 30 };
    expect(await recorded("lab-xp-clean")).toEqual({
        type: "libvirt:index:DomainSaveImage",
        parent: "lab-xp",
        inputs: {
            domain: "uuid of lab-xp-domain",
            pool: "lab-dev",
            hardware: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
            readyWhen: ready,
            resetTrigger: "1",
        },
        ...plain,
    });
    expect(record["lab-xp-domain"]?.inputs).toMatchObject({ readyWhen: ready });
});

test("count makes that many, the first carrying on what was there before", async () => {
    const machines = await make({ machines: { patient: { count: 3 }, other: {} } });
    expect(Object.keys(machines)).toEqual(["patient-1", "patient-2", "patient-3", "other"]);
    const aliases = Object.entries(record)
        .filter(([, { type }]) => type === "xplab:index:Machine")
        .map(([name, resource]) => [name, resource.aliases]);
    expect(Object.fromEntries(aliases)).toEqual({
        "lab-patient-1": ["lab-patient"],
        "lab-patient-2": [],
        "lab-patient-3": [],
        "lab-other": ["lab-other-1"],
    });
});

test("formerNames are aliases, with the numbers that count gives", async () => {
    await make({
        machines: {
            sick: { count: 2, formerNames: ["patient"] },
            lead: { formerNames: ["a", "b"] },
        },
    });
    expect(record["lab-sick-1"]?.aliases).toEqual(["lab-patient-1", "lab-sick", "lab-patient"]);
    expect(record["lab-sick-2"]?.aliases).toEqual(["lab-patient-2"]);
    expect(record["lab-lead"]?.aliases).toEqual([
        "lab-a",
        "lab-b",
        "lab-lead-1",
        "lab-a-1",
        "lab-b-1",
    ]);
});

test("keepDisk keeps the disk from replacement, and the machine from deletion", async () => {
    await make({ machines: { xp: { keepDisk: true }, other: { keepDisk: false } } });
    const inputs = { pool: "lab-dev", backingVolume: image };
    expect(record["lab-xp-disk"]).toMatchObject({
        inputs: { ...inputs, keep: true },
        protect: true,
    });
    expect(record["lab-xp-domain"]).toMatchObject({ protect: true });
    for (const free of ["lab-other-disk", "lab-other-domain"]) {
        expect(record[free]).not.toHaveProperty("protect");
    }
    expect(record["lab-other-disk"]?.inputs).toEqual(inputs);
});

test("a machine may have an image and an edition of its own", async () => {
    await make({
        edition: "home",
        machines: {
            a: {},
            b: { image: Promise.resolve("pool/x64"), edition: "professional-x64", memoryMiB: 8192 },
        },
    });
    expect(record["lab-a-disk"]?.inputs).toMatchObject({ backingVolume: image });
    expect(record["lab-b-disk"]?.inputs).toMatchObject({ backingVolume: "pool/x64" });
    expect(record["lab-a-domain"]?.inputs).toMatchObject({
        cpuFeatures: [{ name: "nx", policy: "disable" }],
    });
    expect(record["lab-b-domain"]?.inputs).toMatchObject({ cpuFeatures: [], memoryMiB: 8192 });
});

test("an existing pool is used, and none is made", async () => {
    await make({ pool: "images" });
    expect(record["lab-xp-disk"]?.inputs).toEqual({ pool: "images", backingVolume: image });
    expect(record["lab-pool"]).toBeUndefined();
});

test("what a machine sets and which network it is on reach its domain", async () => {
    const machines = await make({
        networks: { quiet: { reach: "nothing" }, open: { reach: "guests" } },
        machines: {
            a: { network: "open", memoryMiB: pulumi.output(512), vcpus: 2 },
            b: { network: "quiet" },
        },
    });
    expect(record["lab-a-domain"]?.inputs).toMatchObject({
        memoryMiB: 512,
        vcpus: 2,
        interfaces: {
            "local-area-connection": {
                network: "lab-open-dev",
                filter: "lab-open-dev",
                isolatedPort: false,
                linkUp: true,
            },
        },
    });
    expect(record["lab-b-domain"]?.inputs).toMatchObject({
        memoryMiB: 256,
        interfaces: {
            "local-area-connection": {
                network: "lab-quiet-dev",
                filter: "lab-quiet-dev",
                isolatedPort: true,
                linkUp: false,
            },
        },
    });
    expect([machines["a"]?.reach, machines["b"]?.reach]).toEqual(["guests", "nothing"]);
});

test("the frames of a network's guests go beside their disks", async () => {
    await make({
        networks: { open: { reach: "guests", capture: true }, quiet: {} },
        machines: { a: { network: "open" }, b: { network: "quiet" } },
    });
    const titles = ["open", "quiet"].map((network) => {
        const inputs = record[`lab-${network}-network`]?.inputs as { title: string };
        return inputs.title;
    });
    expect(titles).toEqual([
        "lab-open of stack dev, reach guests, captured",
        "lab-quiet of stack dev, reach dhcp",
    ]);
    const files = ["a", "b"].map((machine) => {
        const inputs = record[`lab-${machine}-domain`]?.inputs as { interfaces: object };
        return Reflect.get(inputs.interfaces, "local-area-connection") as unknown;
    });
    expect(files).toEqual([
        {
            network: "lab-open-dev",
            model: "rtl8139",
            filter: "lab-open-dev",
            isolatedPort: false,
            linkUp: true,
            captureFile: "/images/lab-dev-a-logs/capture",
        },
        {
            network: "lab-quiet-dev",
            model: "rtl8139",
            filter: "lab-quiet-dev",
            isolatedPort: true,
            linkUp: true,
        },
    ]);
});

test("media are one CD for all that count makes of a machine, results a disk of each", async () => {
    const machines = await make({
        machines: {
            patient: { count: 2, media: { folder: "tools" }, results: { folder: "out" } },
            other: {
                media: { folder: pulumi.output("/srv/other") },
                results: { folder: pulumi.output("/srv/out"), sizeMiB: pulumi.output(64) },
            },
        },
    });
    const volumes = Object.entries(record).filter(
        ([name, { type }]) => type === "libvirt:index:Volume" && !name.endsWith("-disk"),
    );
    const media = (folder: string) => ({
        type: "libvirt:index:Volume",
        parent: "lab",
        inputs: { pool: "lab-dev", format: "raw", source: { folder } },
        ...plain,
    });
    const results = (machine: string, size: number) => ({
        type: "libvirt:index:Volume",
        parent: machine,
        inputs: {
            pool: "lab-dev",
            format: "qcow2",
            capacityBytes: size * 2 ** 20,
            filesystem: { type: "fat32", label: "RESULTS" },
        },
        ...plain,
    });
    expect(Object.fromEntries(volumes)).toEqual({
        "lab-patient-media": media(resolve("tools")),
        "lab-other-media": media("/srv/other"),
        "lab-patient-1-results": results("lab-patient-1", 1024),
        "lab-patient-2-results": results("lab-patient-2", 1024),
        "lab-other-results": results("lab-other", 64),
    });
    expect(record["lab-patient-2-domain"]?.inputs).toMatchObject({
        disks: { hdb: { bus: "ide", file: "/images/lab-patient-2-results", format: "qcow2" } },
        cdroms: { hdc: { file: "/images/lab-patient-media" } },
    });
    expect(Object.values(machines).map(({ results: found }) => found)).toEqual([
        { volume: "id of lab-patient-1-results", folder: resolve("out", "patient-1") },
        { volume: "id of lab-patient-2-results", folder: resolve("out", "patient-2") },
        { volume: "id of lab-other-results", folder: "/srv/out/other" },
    ]);
});

test.each([
    ["one", pulumi.secret("s3cret")],
    ["in clear in the program", "s3cret"],
])("the screens' password is a secret also when it is %s", async (_what, screenPassword) => {
    await make({ screenPassword });
    expect(record["lab-xp-domain"]?.inputs).toMatchObject({
        graphics: { password: secret("s3cret") },
    });
});

test("screens listen on a port of the host itself, or on a socket, as the lab or the machine says", async () => {
    await make({ machines: { xp: {} } });
    await make({ screen: "socket", machines: { a: {}, b: { screen: "port" } } });
    await make({ machines: { c: { screen: "socket" } } });
    const graphicsOf = (machine: string) => {
        const { graphics } = record[`lab-${machine}-domain`]?.inputs as { graphics: unknown };
        return graphics;
    };
    const password = secret(CHOSEN_PASSWORD);
    expect(graphicsOf("xp")).toEqual({ listen: "127.0.0.1", password });
    expect(graphicsOf("a")).toEqual({ socket: "auto", password });
    expect(graphicsOf("b")).toEqual({ listen: "127.0.0.1", password });
    expect(graphicsOf("c")).toEqual({ socket: "auto", password });
});

test("one error tells all that is wrong", () => {
    // What a program without types, or a stack's configuration, may hand over.
    const args = {
        image: "golden.qcow2",
        pool: "a b",
        networks: { lan: { reach: "everywhere" } },
        machines: {
            XP: {},
            xp: { count: 0, memoryMiB: 8, ram: 1, hostDevices: { serialPorts: ["COM2"] } },
            other: { formerNames: ["Old"], keepDisk: "yes", edition: "vista", screen: "none" },
            files: { media: { folder: "" }, results: { sizeMiB: 63 } },
        },
        screenPassword: "123456789",
    } as unknown as LabArgs;
    expect(() => new Lab("lab", args)).toThrow(
        new pulumi.RunError(
            [
                'Lab "lab" cannot be made:',
                '  image must be a volume id of the form "pool/volume", not "golden.qcow2" [malformed]',
                '  pool must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit, not "a b" [malformed]',
                '  networks.lan.reach must be "nothing", "dhcp", "guests", "interface" or "internet", not "everywhere" [not-one-of]',
                "  machines.XP has an invalid name: it must be lower-case letters, digits and dashes and begin with a letter [malformed-name]",
                "  machines.xp.count must be 1 or more, not 0 [too-small]",
                "  machines.xp.memoryMiB must be 16 or more, not 8 [too-small]",
                '  machines.xp.hostDevices.serialPorts[0] must be a serial port such as /dev/ttyS0 or /dev/ttyUSB0, not "COM2" [malformed]',
                "  machines.xp.ram is not a known property; use count, network, image, memoryMiB, vcpus, edition, tuning, drivers, hal, limits, screen, diskBus, nic, video, keepDisk, results, readyWhen, cleanState, hostDevices, accept, formerNames or media [unknown-key]",
                '  machines.other.edition must be "home", "professional" or "professional-x64", not "vista" [not-one-of]',
                '  machines.other.screen must be "port" or "socket", not "none" [not-one-of]',
                '  machines.other.keepDisk must be true or false, not "yes" [wrong-type]',
                '  machines.other.formerNames[0] must be lower-case letters, digits and dashes and begin with a letter, not "Old" [malformed]',
                "  machines.files.results.folder is required [required]",
                "  machines.files.results.sizeMiB must be 64 or more, not 63 [too-small]",
                "  machines.files.media.folder must not be empty [too-short]",
                "  screenPassword must be at most 8 bytes for VNC [vnc-password-too-long]",
            ].join("\n"),
        ),
    );
});

test("what decides which resources there are cannot be an Output", () => {
    const args = {
        image,
        edition: pulumi.output("home"),
        machines: {
            xp: {
                count: pulumi.output(2),
                keepDisk: Promise.resolve(true),
                results: pulumi.output({ folder: "out" }),
            },
            other: pulumi.output({}),
            third: { formerNames: [pulumi.output("old")] },
        },
        networks: { lan: { reach: pulumi.output("dhcp") } },
        policy: { maxReach: pulumi.output("guests") },
    } as unknown as LabArgs;
    expect(() => new Lab("lab", args)).toThrow(
        new pulumi.RunError(
            [
                'Lab "lab" cannot be made:',
                "  arguments must have a plain value for edition, not an Output: it decides which resources exist [output-where-plain]",
                "  arguments must have a plain value for policy.maxReach, not an Output: it decides which resources exist [output-where-plain]",
                "  arguments must have a plain value for machines.xp.count, not an Output: it decides which resources exist [output-where-plain]",
                "  arguments must have a plain value for machines.xp.keepDisk, not an Output: it decides which resources exist [output-where-plain]",
                "  arguments must have a plain value for machines.xp.results, not an Output: it decides which resources exist [output-where-plain]",
                "  arguments must have a plain value for machines.other, not an Output: it decides which resources exist [output-where-plain]",
                "  arguments must have a plain value for machines.third.formerNames, not an Output: it decides which resources exist [output-where-plain]",
                "  arguments must have a plain value for networks.lan.reach, not an Output: it decides which resources exist [output-where-plain]",
            ].join("\n"),
        ),
    );
});

test("what is an Output is left to the provider", async () => {
    await make({ image: pulumi.output("not an id"), screenPassword: pulumi.output("123456789") });
    expect(record["lab-xp-disk"]?.inputs).toEqual({ pool: "lab-dev", backingVolume: "not an id" });
});
