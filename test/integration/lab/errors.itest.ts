import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmod, chown, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { output, virsh } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { IMAGES, testInterface, testName } from "../support/host/names";
import { writePluginUnder } from "../support/stack/project";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("wrong");
const foreign = testName("foreign");
const foreignUuid = randomUUID();
const bridge = testInterface("b");

const folder = join(tmpdir(), testName("errors"));
const text = join(folder, "text.qcow2");
const base = join(folder, "base.qcow2");
const overlay = join(folder, "overlay.qcow2");
const socket = join(folder, "socket");

let server: Server;
let stack: Stack;

beforeAll(async () => {
    await mkdir(folder);
    await writeFile(text, "no image");
    await output("qemu-img", ["create", "-f", "qcow2", base, "1M"]);
    await output("qemu-img", ["create", "-f", "qcow2", "-b", base, "-F", "qcow2", overlay]);
    server = createServer().listen(socket);
    await once(server, "listening");
    await makeForeignObjects();
    stack = await Stack.create({ project: "wrong", program: "", hasOwnProcess: true });
});

afterAll(async () => {
    await stack.dispose();
    server.close();
    await removeForeignObjects();
    await rm(folder, { recursive: true });
});

/** Objects that no stack created. */
async function makeForeignObjects(): Promise<void> {
    const head = `<name>${foreign}</name><uuid>${foreignUuid}</uuid>`;
    const documents = {
        define: `<domain type="qemu">${head}<memory>16384</memory><os><type>hvm</type></os></domain>`,
        "net-define": `<network>${head}</network>`,
        "nwfilter-define": `<filter name="${foreign}"><uuid>${foreignUuid}</uuid></filter>`,
        "pool-define": `<pool type="dir">${head}<target><path>${IMAGES}/${foreign}</path></target></pool>`,
    };
    for (const [command, xml] of Object.entries(documents)) {
        await writeFile(join(folder, "foreign.xml"), xml);
        await virsh(command, join(folder, "foreign.xml"));
    }
    await mkdir(join(IMAGES, foreign));
    await virsh("pool-start", foreign);
    await virsh("vol-create-as", foreign, "taken", "1M");
    await output("ip", ["link", "add", bridge, "type", "bridge"]);
    await output("ip", ["address", "add", "10.211.97.1/24", "dev", bridge]);
    await output("ip", ["link", "set", bridge, "up"]);
}

async function removeForeignObjects(): Promise<void> {
    await virsh("undefine", foreign);
    await virsh("net-undefine", foreign);
    await virsh("nwfilter-undefine", foreign);
    await virsh("pool-destroy", foreign);
    await virsh("pool-undefine", foreign);
    await rm(join(IMAGES, foreign), { recursive: true });
    await output("ip", ["link", "delete", bridge]);
}

const taken = (kind: string, noun: string, which = `UUID ${foreignUuid}`, what = foreign) =>
    `${kind} "${what}" already exists on the host and does not belong to this stack (${which}). ` +
    `Set name to another value, or remove the existing ${noun}. [name-taken]`;

const volume = (one: string, args: object) =>
    `new libvirt.Volume("${one}", ${JSON.stringify({ pool: foreign, ...args })}, options);`;

const domain = (one: string, args: object) =>
    `new libvirt.Domain("${one}", ${JSON.stringify({ accelerator: "tcg", memoryMiB: 16, ...args })}, options);`;

const network = (one: string, args: object) =>
    `new libvirt.Network("${one}", ${JSON.stringify(args)}, options);`;

/** Resources that pass every check and cannot be created: the declaration of each, and its one error. */
const REFUSED: Record<string, [declare: (one: string) => string, text: string]> = {
    "unreachable-daemon": [
        (one) =>
            `new libvirt.Pool("${one}", { path: "/var/lib/libvirt/images/x" }, at("/nonexistent/socket"));`,
        'The libvirt socket "/nonexistent/socket" does not exist. ' +
            'Start libvirtd, or name its socket in the URI with "?socket=/path". [socket-missing]',
    ],
    "pool-name": [
        (one) =>
            `new libvirt.Pool("${one}", { name: "${foreign}", path: "/var/lib/libvirt/images/x" }, options);`,
        taken("Pool", "pool"),
    ],
    "network-name": [(one) => network(one, { name: foreign }), taken("Network", "network")],
    "filter-name": [
        (one) => `new libvirt.NetworkFilter("${one}", { name: "${foreign}", rules: [] }, options);`,
        taken("NetworkFilter", "network filter"),
    ],
    "domain-name": [(one) => domain(one, { name: foreign }), taken("Domain", "domain")],
    "volume-name": [
        (one) => volume(one, { name: "taken", capacityBytes: 4096 }),
        taken("Volume", "volume", `path ${IMAGES}/${foreign}/taken`, `${foreign}/taken`),
    ],
    "absent-pool": [
        (one) => volume(one, { pool: `${name}-absent`, capacityBytes: 4096 }),
        `Pool "${name}-absent" is not on the host. ` +
            "Set pool to the name of an existing pool, or declare it with a Pool resource. [pool-absent]",
    ],
    "absent-backing-volume": [
        (one) => volume(one, { backingVolume: `${foreign}/absent` }),
        `Backing volume "${foreign}/absent" is not on the host. ` +
            'Set backingVolume, or image of the lab or machine, to the pool/name of an existing volume; GoldenImage uploads a file. If this stack declares the volume, run "pulumi up --refresh". [backing-absent]',
    ],
    "subnet-in-use": [
        (one) => network(one, { name, ipv4: { address: "10.211.97.2" } }),
        `Network "${name}" could not start: internal error: Network is already in use by interface ${bridge}. ` +
            "Set ipv4.address to one that nothing else on the host uses. [network-cannot-start]",
    ],
    "absent-emulator": [
        (one) => domain(one, { name, emulator: "/usr/bin/no-such-qemu", accept: BEYOND }),
        `libvirt rejected domain "${name}": Cannot check QEMU binary /usr/bin/no-such-qemu: No such file or directory. Change the field that the message names and run again. [domain-refused]`,
    ],
};

const HEAD = `
const at = (socket) => {
    const uri = "qemu:///system?socket=" + socket;
    return { provider: new libvirt.Provider(socket, { uri }) };
};
const options = { provider: new libvirt.Provider("libvirt") };
`;

describe("what the host refuses", () => {
    let before: string[];
    let errors: Record<string, string[]>;

    beforeAll(async () => {
        before = await traces();
        const declared = Object.entries(REFUSED).map(([one, [declare]]) => declare(one));
        await stack.setProgram([HEAD, ...declared].join("\n"));
        errors = await stack.upErrors("--continue-on-error");
    });

    test.each(Object.entries(REFUSED))("%s: one error with the remedy", (one, [, message]) => {
        expect(errors[one]).toEqual([message]);
    });

    test("leaves nothing half created", async () => {
        expect(await traces()).toEqual(before);
    });
});

const traces = async () =>
    (await inventory()).filter((line) => [name, foreign, bridge].some((one) => line.includes(one)));

test("reports a socket without permission to open it", async () => {
    // Without capabilities root is an ordinary user, and can still read this checkout.
    const plugin = join(folder, "plugin");
    await writePluginUnder("setpriv --bounding-set=-dac_override,-dac_read_search", plugin);
    await chown(socket, 65534, 65534);
    await chmod(socket, 0o600);
    const forbidden = await Stack.create({
        project: "forbidden",
        program: `${HEAD} new libvirt.Pool("pool", { path: "/var/lib/libvirt/images/x" }, at("${socket}"));`,
        plugin,
    });
    expect((await forbidden.upErrors())["pool"]).toEqual([
        `This user may not open the libvirt socket "${socket}". ` +
            'Add the user to the group "libvirt" and log in again. [socket-denied]',
    ]);
    await forbidden.dispose();
});

const failed = (what: string, property: string, value: string, reason: string) =>
    `${what}: property ${property} value {${value}} has a problem: ${reason}`;

/** Programs that the checks refuse, with all errors of each. Pulumi shows a value inside an object as <nil>. */
const CHECKED: [what: string, resource: string, program: string, errors: string[]][] = [
    [
        "values out of range and unknown properties, all at once",
        "wrong",
        domain("wrong", {
            memoryMiB: 1,
            cpuModel: "no such model",
            clock: { tick: 1 },
            disks: { hda: { file: "relative.qcow2", bus: "usb" } },
        }),
        [
            ["memoryMiB", "1", "must be 16 or more, not 1 [too-small]"],
            [
                "cpuModel",
                "no such model",
                'must be a CPU model that libvirt knows, such as qemu64, not "no such model" [malformed]',
            ],
            [
                "clock.tick",
                "<nil>",
                "is not a known property; use offset, rtcTickPolicy, pitTickPolicy or hpet [unknown-key]",
            ],
            [
                "disks.hda.bus",
                "<nil>",
                'must be "ide", "sata", "scsi" or "virtio", not "usb" [not-one-of]',
            ],
            [
                "disks.hda.file",
                "<nil>",
                'must be an absolute path, not "relative.qcow2" [malformed]',
            ],
        ].map(([property = "", value = "", reason = ""]) =>
            failed("libvirt:index:Domain resource 'wrong'", property, value, reason),
        ),
    ],
    [
        "a missing image",
        "image",
        volume("image", { source: { file: "/nonexistent/image.qcow2" } }),
        [
            failed(
                "libvirt:index:Volume resource 'image'",
                "source.file",
                "<nil>",
                'Image "/nonexistent/image.qcow2" cannot be read: there is no such file. ' +
                    "Name a file on the machine where Pulumi runs. [image-unreadable]",
            ),
        ],
    ],
    [
        "an image of text",
        "image",
        volume("image", { source: { file: text } }),
        [
            failed(
                "libvirt:index:Volume resource 'image'",
                "source.file",
                "<nil>",
                `Image "${text}" is not a qcow2, vmdk, vdi, vhd or vhdx image, and lacks the boot sector of a raw disk. ` +
                    'Name the image of an installed disk. For a raw disk that does not boot, set source.format to "raw". [image-format-unknown]',
            ),
        ],
    ],
    [
        "an image with a backing file",
        "image",
        volume("image", { source: { file: overlay } }),
        [
            failed(
                "libvirt:index:Volume resource 'image'",
                "source.file",
                "<nil>",
                `Image "${overlay}" is incomplete on its own: its backing file is "${base}". ` +
                    `Convert it to a single image, if you trust its source, with "qemu-img convert -f qcow2 -O qcow2 ${overlay} xp.qcow2". [image-in-parts]`,
            ),
        ],
    ],
    [
        "a resource of Pulumi's archived provider",
        "old",
        'new pulumi.CustomResource("libvirt:index/domain:Domain", "old", {}, options);',
        [
            '"libvirt:index/domain:Domain" is a resource of Pulumi\'s archived libvirt provider, not of this one. ' +
                'Remove it from the stack\'s state with "pulumi state delete", and declare it as libvirt:index:Domain. [archived-resource]',
        ],
    ],
];

test.each(CHECKED)("reports %s", async (_what, resource, program, expected) => {
    await stack.setProgram(HEAD + program);
    expect((await stack.upErrors())[resource]).toEqual(expected);
});

test("reports all errors of the ready-made lab's configuration at once", async () => {
    const lab = await Stack.create({
        project: "badlab",
        config: {
            networks: { lan: { reach: "everything" } },
            machines: { xp: { memoryMiB: 1, colour: "red" }, other: { count: 0 } },
        },
    });
    const errors = await lab.upErrors();
    await lab.dispose();
    expect(errors[""]).toEqual([
        [
            'The configuration of stack "dev" cannot be used:',
            ...[
                'networks.lan.reach must be "nothing", "dhcp", "guests", "interface" or "internet", not "everything" [not-one-of]',
                "machines.other.count must be 1 or more, not 0 [too-small]",
                "machines.xp.memoryMiB must be 16 or more, not 1 [too-small]",
                "machines.xp.colour is not a known property; use count, network, image, memoryMiB, vcpus, edition, tuning, drivers, hal, limits, screen, diskBus, nic, video, keepDisk, results, readyWhen, cleanState, hostDevices, accept, formerNames or media [unknown-key]",
            ].map((line) => `  ${lab.project}:${line}`),
        ].join("\n"),
    ]);
});
