import * as pulumi from "@pulumi/pulumi";
import { Lab, type LabArgs } from "../../src/components/lab";
import { reachRules } from "../../src/xp/reach";
import { promiseOf, recordResources, type Recorded } from "./recording";

let record: Record<string, Recorded>;

beforeEach(async () => {
    record = await recordResources();
});

afterEach(() => {
    jest.restoreAllMocks();
});

const image = "pool/golden";
const make = async (args: Partial<LabArgs>) =>
    promiseOf(new Lab("lab", { image, machines: { xp: {} }, ...args }).machines);

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
            inputs: { name: "lab-lan-dev", ipv4: {} },
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
        "lab-xp": { type: "xplab:index:Machine", parent: "lab", inputs: {}, ...plain },
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
                    },
                },
                serials: [{ logFile: "/images/lab-dev-xp-com1.log" }],
                graphics: {},
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
        },
    });
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
        "lab-other": [],
    });
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
            },
        },
    });
    expect([machines["a"]?.reach, machines["b"]?.reach]).toEqual(["guests", "nothing"]);
});

test("the screens' password stays a secret", async () => {
    await make({ screenPassword: pulumi.secret("s3cret") });
    expect(record["lab-xp-domain"]?.inputs).toMatchObject({
        graphics: {
            password: {
                "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
                value: "s3cret",
            },
        },
    });
});

test("one error tells all that is wrong", () => {
    // What a program without types, or a stack's configuration, may hand over.
    const args = {
        image: "golden.qcow2",
        pool: "a b",
        networks: { lan: { reach: "internet" } },
        machines: { XP: {}, xp: { count: 0, memoryMiB: 8, ram: 1 } },
        screenPassword: "123456789",
    } as unknown as LabArgs;
    expect(() => new Lab("lab", args)).toThrow(
        new pulumi.RunError(
            [
                'Lab "lab" cannot be made:',
                '  image must be a volume id of the form "pool/volume", not "golden.qcow2" [malformed]',
                '  pool must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit, not "a b" [malformed]',
                '  networks.lan.reach must be "nothing" or "dhcp" or "guests", not "internet" [not-one-of]',
                "  machines.XP must be lower-case letters, digits and dashes and begin with a letter (the name) [malformed-name]",
                "  machines.xp.count must be 1 or more, not 0 [too-small]",
                "  machines.xp.memoryMiB must be 16 or more, not 8 [too-small]",
                "  machines.xp.ram is not a property here; there are count, network, memoryMiB, vcpus [unknown-key]",
                "  screenPassword must be at most 8 characters [too-long]",
            ].join("\n"),
        ),
    );
});

test("what decides which resources there are cannot be an Output", () => {
    const args = {
        image,
        machines: { xp: { count: pulumi.output(2) } },
        networks: { lan: { reach: pulumi.output("dhcp") } },
    } as unknown as LabArgs;
    expect(() => new Lab("lab", args)).toThrow(
        new pulumi.RunError(
            [
                'Lab "lab" cannot be made:',
                "  arguments must have machines.xp.count as a plain value, not an Output: it decides which resources there are [output-where-plain]",
                "  arguments must have networks.lan.reach as a plain value, not an Output: it decides which resources there are [output-where-plain]",
            ].join("\n"),
        ),
    );
});

test("what is an Output is left to the provider", async () => {
    await make({ image: pulumi.output("not an id"), screenPassword: pulumi.output("123456789") });
    expect(record["lab-xp-disk"]?.inputs).toEqual({ pool: "lab-dev", backingVolume: "not an id" });
});
