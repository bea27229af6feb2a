import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/host/command";
import { emptyImage, idleLab } from "../support/programs/idleLab";
import { testName } from "../support/host/names";
import { PrivateDaemon } from "../support/host/privateDaemon";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const XPLAB = join(__dirname, "..", "..", "..", "bin", "xplab");

interface Report {
    readonly ok: boolean;
    readonly findings: readonly { code: string; severity: string; remedy: string }[];
    readonly unseen: readonly { what: string }[];
}

let folder: string;
/** Its network, firewall and settings may be weakened as a whole. */
let daemon: PrivateDaemon;
let stack: Stack;
/** The running machine, and the one that is off. */
let on: { domain: string; tap: string; mac: string; xml: string };
let off: { domain: string; xml: string };
let bridge: string;
let filter: { name: string; xml: string };

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("audit-")));
    await emptyImage(join(folder, "image.qcow2"), 1);
    daemon = await PrivateDaemon.start("audit");
    // The host's /proc would show and change the host's own interfaces.
    await daemon.command("mount", "--types", "sysfs", "sys", "/sys");
    const made = idleLab(
        `{ image: image.volume, pool: pool.name, screenPassword: "s3cret",
           networks: { lan: { reach: "dhcp", capture: true } }, machines: { on: {}, off: {} } }`,
        `const pool = new libvirt.Pool("pool", { name: "audit", path: "${daemon.folder}/audit" }, { provider });
         const image = new GoldenImage("image", { source: "${folder}/image.qcow2", pool: pool.name }, options);`,
    ).replace(
        'new libvirt.Provider("libvirt")',
        `new libvirt.Provider("libvirt", { uri: "${daemon.uri}" })`,
    );
    stack = await Stack.create({ project: "audit", program: made });
    await stack.up();
    await daemon.command("node", XPLAB, "guard");
    await meet();
});

afterAll(async () => {
    await stack.dispose();
    await daemon.stop();
    await rm(folder, { recursive: true });
});

/** The state before anything is weakened. */
async function meet(): Promise<void> {
    await daemon.virsh("destroy", "lab-dev-off");
    const xml = await daemon.virsh("dumpxml", "lab-dev-on", "--security-info");
    const stored = await daemon.virsh("dumpxml", "lab-dev-off", "--inactive", "--security-info");
    const [, tap = ""] = /<target dev='(vnet\d+)'/.exec(xml) ?? [];
    const [, mac = ""] = /<mac address='([^']*)'/.exec(xml) ?? [];
    on = { domain: "lab-dev-on", tap, mac, xml };
    off = { domain: "lab-dev-off", xml: stored };
    bridge = /bridge='([^']*)'/.exec(xml)?.[1] ?? "";
    const name = "lab-lan-dev";
    filter = { name, xml: await daemon.virsh("nwfilter-dumpxml", name) };
}

async function audit(...args: readonly string[]): Promise<Report> {
    const command = ["node", XPLAB, "audit", "--json", "--uri", daemon.uri, ...args];
    return JSON.parse(await daemon.command("sh", "-c", '"$@" || true', "sh", ...command)) as Report;
}

const codesOf = ({ findings }: Report, severity: string) =>
    findings.filter((one) => one.severity === severity).map(({ code }) => code);

const problems = async () => codesOf(await audit(), "problem");

/** A document for virsh, in a folder that the daemon sees. */
async function document(xml: string): Promise<string> {
    const file = join(daemon.folder, "document.xml");
    await writeFile(file, xml);
    return file;
}

const define = async (command: string, xml: string) => daemon.virsh(command, await document(xml));

const ebtables = (...args: readonly string[]) =>
    daemon.command("ebtables", "--concurrent", "-t", "nat", ...args);

/** Changes libvirt's forwarding rules, with the tool of the back end that made them. */
const firewall = (iptables: string, nftables: string) =>
    daemon.command(
        "sh",
        "-c",
        `if nft list table ip libvirt_network > /dev/null 2>&1; then nft ${nftables}; else iptables ${iptables}; fi`,
    );

const setting = (file: string, value: string) =>
    daemon.command("sh", "-c", `echo ${value} > /proc/sys/net/${file}`);

/** Changes which addresses the network leases to anyone. */
async function leasing(command: "add" | "delete"): Promise<string> {
    const xml = await daemon.virsh("net-dumpxml", filter.name);
    const [, prefix = ""] = /<ip .*address='(\d+\.\d+\.\d+\.)/.exec(xml) ?? [];
    const range = `<range start='${prefix}100' end='${prefix}101'/>`;
    return daemon.virsh("net-update", filter.name, command, "ip-dhcp-range", range, "--live");
}

const nic = (change: (xml: string) => string) =>
    change(/<interface type='network'>.*?<\/interface>/s.exec(on.xml)?.[0] ?? "");

const plug = async (xml: string) =>
    daemon.virsh("update-device", on.domain, await document(xml), "--live");

const withoutCapture = (xml: string) =>
    [/<qemu:commandline>.*<\/qemu:commandline>/s, /<qemu:override>.*<\/qemu:override>/s]
        .concat(/<serial type='null'>.*?<\/serial>/s)
        .reduce((text, part) => text.replace(part, ""), xml);

const diskFile = () => /<source file='([^']*)'/.exec(on.xml)?.[1] ?? "";

test("reports for an unchanged lab only what the host does not offer", async () => {
    const report = await audit();
    expect({ problems: codesOf(report, "problem"), unseen: report.unseen }).toEqual({
        problems: [],
        unseen: [
            { what: `QEMU of machine dev/off`, why: "it is off; only its definition was checked" },
        ],
    });
    expect(codesOf(report, "warning")).toContain("guest-emulated");
    expect(report.ok).toBe(true);
});

test("ends with 1 under --strict, and prints text for people", async () => {
    const command = ["node", XPLAB, "audit", "on", "--uri", daemon.uri];
    const plain = await daemon.command(...command);
    expect(plain).toContain("machine dev/on");
    expect(plain).toMatch(/\n1 machine: 0 problems, \d warnings?\.\n$/);
    await expect(daemon.command(...command, "--strict")).rejects.toThrow(/ended with 1:/);
});

interface Weakening {
    readonly code: string;
    /** Other codes that it causes. */
    readonly also?: readonly string[];
    readonly weaken: () => Promise<unknown>;
    /** Does by hand what the remedy describes; remedies that name commands are run. */
    readonly fix?: () => Promise<unknown>;
    /** Removes what remains but weakens nothing. */
    readonly clean?: () => Promise<unknown>;
}

/** The commands that a remedy names: in quotes, or after a colon up to the full stop. */
function commandsIn(remedy: string): string[] {
    const quoted = [...remedy.matchAll(/"((?:sudo|pulumi) [^"]*)"/g)].map(([, one = ""]) => one);
    const [, typed] = /: ((?:sysctl|ip|chmod|virsh) .*)\.$/.exec(remedy) ?? [];
    return typed === undefined ? quoted : [...quoted, typed];
}

/** Runs a command of a remedy as root, where the daemon is. */
async function execute(command: string): Promise<void> {
    if (command === "pulumi refresh") await stack.refresh();
    else if (command === "pulumi up") {
        await stack.up();
        // It also starts what is off.
        if ((await daemon.virsh("domstate", off.domain)).trim() !== "shut off") {
            await daemon.virsh("destroy", off.domain);
        }
    } else {
        const args = command
            .replace(/^sudo /, "")
            .replace(/^xplab/, `node ${XPLAB}`)
            .replace("DOMAIN", off.domain);
        const environment = [`LIBVIRT_DEFAULT_URI=${daemon.uri}`];
        await daemon.command("env", ...environment, ...args.split(" "));
    }
}

async function follow({ findings }: Report): Promise<number> {
    const remedies = findings
        .filter(({ severity }) => severity === "problem")
        .flatMap(({ remedy }) => commandsIn(remedy));
    const commands = [...new Set(remedies)];
    for (const command of commands) await execute(command);
    return commands.length;
}

const ownBridge = "xptaudit";

const PATHS = { filter: "filter nat mangle", raw: "raw" } as const;
const flushAll = (tables: keyof typeof PATHS) =>
    daemon.command(
        "sh",
        "-ec",
        `for table in ${PATHS[tables]}; do for program in iptables ip6tables; do
             $program -t $table -F; $program -t $table -X; done; done`,
    );

const WEAKENINGS: Readonly<Record<string, Weakening>> = {
    "a missing rule in the tap guard": {
        code: "tap-guard-missing",
        weaken: () => daemon.command("arptables", "-D", "INPUT", "-i", "vnet+", "-j", "DROP"),
    },
    "a DHCP range for anyone": {
        code: "network-wider",
        weaken: () => leasing("add"),
        clean: () => leasing("delete"),
    },
    "an extra rule in the filter": {
        code: "filter-wider",
        weaken: () =>
            define(
                "nwfilter-define",
                filter.xml.replace(
                    "</uuid>",
                    "</uuid><rule action='accept' direction='out' priority='50'><ip/></rule>",
                ),
            ),
    },
    "the filter taken off the NIC": {
        code: "nic-unfiltered",
        weaken: () => plug(nic((xml) => xml.replace(/<filterref.*?\/>/s, ""))),
    },
    "another filter on the NIC": {
        code: "nic-filter-other",
        weaken: async () => {
            await define("nwfilter-define", "<filter name='open' chain='root'/>");
            await plug(nic((xml) => xml.replace(`filter='${filter.name}'`, "filter='open'")));
        },
        clean: () => daemon.virsh("nwfilter-undefine", "open"),
    },
    "the filter unbound from the tap": {
        code: "tap-unbound",
        weaken: () => daemon.virsh("nwfilter-binding-delete", on.tap),
    },
    "the tap's chain flushed": {
        code: "tap-unfiltered",
        weaken: () => ebtables("-F", `libvirt-I-${on.tap}`),
    },
    "an extra rule on the tap": {
        code: "tap-wider",
        weaken: () => ebtables("-I", `libvirt-O-${on.tap}`, "1", "-j", "ACCEPT"),
    },
    "a rule before the tap's own": {
        code: "tap-wider",
        weaken: () => ebtables("-I", "PREROUTING", "1", "-i", on.tap, "-j", "ACCEPT"),
        clean: () => ebtables("-D", "PREROUTING", "-i", on.tap, "-j", "ACCEPT"),
    },
    "the tap on another bridge": {
        code: "nic-moved",
        weaken: async () => {
            await daemon.command("ip", "link", "add", ownBridge, "type", "bridge");
            await daemon.command("ip", "link", "set", on.tap, "master", ownBridge);
            await daemon.command("bridge", "link", "set", "dev", on.tap, "isolated", "on");
        },
        clean: () => daemon.command("ip", "link", "delete", ownBridge),
    },
    "the tap's port not isolated": {
        code: "port-not-isolated",
        weaken: () => daemon.command("bridge", "link", "set", "dev", on.tap, "isolated", "off"),
    },
    "a NIC on a foreign network": {
        code: "nic-foreign",
        weaken: async () => {
            await define("net-define", "<network><name>others</name></network>");
            await define("define", off.xml.replace(`network='${filter.name}'`, "network='others'"));
        },
        clean: () => daemon.virsh("net-undefine", "others"),
    },
    "a second NIC": {
        code: "nic-extra",
        also: ["capture-absent"],
        weaken: async () =>
            daemon.virsh(
                "attach-device",
                off.domain,
                await document(
                    `<interface type='network'><mac address='52:54:00:ff:ff:01'/><source network='${filter.name}'/><port isolated='yes'/><filterref filter='${filter.name}'/></interface>`,
                ),
                "--config",
            ),
    },
    "a removed capture": {
        code: "capture-absent",
        weaken: () => define("define", withoutCapture(off.xml)),
    },
    "a stranger on the bridge": {
        code: "bridge-shared",
        weaken: async () => {
            await daemon.command("ip", "link", "add", ownBridge, "type", "veth");
            await daemon.command("ip", "link", "set", ownBridge, "master", bridge);
        },
        fix: () => daemon.command("ip", "link", "delete", ownBridge),
    },
    "IPv6 on the bridge": {
        code: "bridge-link-local",
        weaken: () => setting(`ipv6/conf/${bridge}/disable_ipv6`, "0"),
    },
    "a host address on the bridge": {
        code: "bridge-address",
        weaken: () => daemon.command("ip", "address", "add", "198.18.250.1/32", "dev", bridge),
    },
    "the firewall flushed": {
        code: "firewall-flushed",
        weaken: () => firewall("-F LIBVIRT_FWI", "flush chain ip libvirt_network guest_input"),
    },
    "all of libvirt's rules flushed, and their chains deleted": {
        code: "firewall-flushed",
        weaken: () => flushAll("filter"),
    },
    "all of the guard's rules flushed": {
        code: "tap-guard-missing",
        weaken: () => flushAll("raw"),
    },
    "a rule before the guard's": {
        code: "tap-guard-missing",
        weaken: () => daemon.command("iptables", "-t", "raw", "-I", "PREROUTING", "-j", "ACCEPT"),
        clean: () => daemon.command("iptables", "-t", "raw", "-D", "PREROUTING", "-j", "ACCEPT"),
    },
    "all of ebtables flushed, and its chains deleted": {
        code: "tap-unfiltered",
        weaken: async () => {
            await ebtables("-F");
            await ebtables("-X");
        },
    },
    "a rule before libvirt's chains": {
        code: "firewall-bypassed",
        weaken: () =>
            firewall("-I FORWARD -j ACCEPT", "insert rule ip libvirt_network forward accept"),
        clean: () => daemon.command("sh", "-c", "iptables -D FORWARD -j ACCEPT || true"),
    },
    "a screen that is open to the network": {
        code: "screen-exposed",
        weaken: () => define("define", off.xml.replaceAll("127.0.0.1", "0.0.0.0")),
        fix: async () => {
            const editor = "EDITOR=sed -i s/0.0.0.0/127.0.0.1/g";
            const edit = ["virsh", "--connect", daemon.uri, "edit", off.domain];
            await daemon.command("env", editor, ...edit);
        },
    },
    "an extra device": {
        code: "device-extra",
        weaken: () =>
            define(
                "define",
                off.xml.replace(
                    "</devices>",
                    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng></devices>",
                ),
            ),
        fix: () => define("define", off.xml),
    },
    "a world-writable image": {
        code: "file-writable",
        weaken: () => daemon.command("chmod", "o+w", diskFile()),
    },
    "a QEMU command behind libvirt's back": {
        code: "domain-tainted",
        weaken: () => daemon.virsh("qemu-monitor-command", on.domain, "--hmp", "info version"),
        fix: async () => {
            await daemon.virsh("destroy", on.domain);
            await daemon.virsh("start", on.domain);
        },
    },
    "virtlogd killed while the guest runs on": {
        code: "capture-ended",
        weaken: () => daemon.command("sh", "-c", "kill -9 $(cat /run/virtlogd.pid)"),
        fix: async () => {
            await daemon.command("virtlogd", "--daemon");
            await daemon.virsh("destroy", on.domain);
            await daemon.virsh("start", on.domain);
        },
    },
};

test.each(Object.entries(WEAKENINGS))(
    "reports %s, and nothing else; its remedy helps",
    async (_what, { code, also = [], weaken, fix, clean }) => {
        await weaken();
        const report = await audit();
        expect(codesOf(report, "problem")).toEqual([code, ...also]);
        // Either the remedy names commands, or the test does what it describes.
        expect((await follow(report)) > 0).toBe(fix === undefined);
        await fix?.();
        await clean?.();
        expect(await problems()).toEqual([]);
    },
);

test("warns of a host that routes", async () => {
    await setting("ipv4/ip_forward", "1");
    expect(codesOf(await audit(), "warning")).toContain("forwarding-on");
    await setting("ipv4/ip_forward", "0");
    expect(codesOf(await audit(), "warning")).not.toContain("forwarding-on");
});

test("reports nothing once everything is fixed", async () => {
    expect(await problems()).toEqual([]);
});

test("filters a guest before its first instruction", async () => {
    await daemon.virsh("start", off.domain, "--paused");
    const xml = await daemon.virsh("dumpxml", off.domain);
    const [, tap = ""] = /<target dev='(vnet\d+)'/.exec(xml) ?? [];
    const sent = await daemon.command("cat", `/sys/class/net/${tap}/statistics/rx_packets`);
    const report = await audit("off");
    await daemon.virsh("destroy", off.domain);
    expect({
        sent: Number(sent),
        problems: codesOf(report, "problem"),
        unseen: report.unseen,
    }).toEqual({
        sent: 0,
        problems: [],
        unseen: [],
    });
});

test("lists what it could not check without root", async () => {
    const command = ["node", XPLAB, "audit", "on", "--json", "--uri", daemon.uri];
    await daemon.command("chmod", "666", daemon.socket);
    const report = JSON.parse(
        await daemon.command("setpriv", "--reuid", "65534", "--clear-groups", "--", ...command),
    ) as Report;
    expect(report.unseen.map(({ what }) => what)).toEqual([
        "rules on the guests' taps",
        "libvirt's forwarding rules",
        "the firewall's tap guard",
        "whether machine dev/on is still captured",
    ]);
});

test("reports an unreachable host as every command does", async () => {
    const { code, stderr } = await run("node", [
        XPLAB,
        "audit",
        "--uri",
        "qemu:///system?socket=/nowhere",
    ]);
    expect({ code, stderr: stderr.includes("[socket-missing]") }).toEqual({
        code: 69,
        stderr: true,
    });
});
