import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/command";
import { emptyImage, idleLab } from "../support/idleLab";
import { testName } from "../support/names";
import { PrivateDaemon } from "../support/privateDaemon";
import { Stack } from "../support/stack";

jest.setTimeout(300_000);

const XPLAB = join(__dirname, "..", "..", "..", "bin", "xplab");

interface Told {
    readonly ok: boolean;
    readonly findings: readonly { code: string; severity: string; remedy: string }[];
    readonly unseen: readonly { what: string }[];
}

let folder: string;
/** Whose network, firewall and settings the test may weaken as a whole. */
let daemon: PrivateDaemon;
let stack: Stack;
/** Of the machine that runs, and of the one that is off. */
let on: { domain: string; tap: string; mac: string; xml: string };
let off: { domain: string; xml: string };
let bridge: string;
let filter: { name: string; xml: string };

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("audit-")));
    await emptyImage(join(folder, "image.qcow2"), 1);
    daemon = await PrivateDaemon.start("audit");
    // The host's would show, and take settings of, the host's interfaces.
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

/** What there is, before anything is done to it. */
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

async function audit(...words: readonly string[]): Promise<Told> {
    const command = ["node", XPLAB, "audit", "--json", "--uri", daemon.uri, ...words];
    return JSON.parse(await daemon.command("sh", "-c", '"$@" || true', "sh", ...command)) as Told;
}

const codesOf = ({ findings }: Told, severity: string) =>
    findings.filter((one) => one.severity === severity).map(({ code }) => code);

const problems = async () => codesOf(await audit(), "problem");

/** A document for virsh, which is where the daemon is. */
async function document(xml: string): Promise<string> {
    const file = join(daemon.folder, "document.xml");
    await writeFile(file, xml);
    return file;
}

const define = async (command: string, xml: string) => daemon.virsh(command, await document(xml));

const ebtables = (...words: readonly string[]) =>
    daemon.command("ebtables", "--concurrent", "-t", "nat", ...words);

/** Changes libvirt's rules of forwarding, with the tool of the back end that has made them. */
const firewall = (iptables: string, nftables: string) =>
    daemon.command(
        "sh",
        "-c",
        `if nft list table ip libvirt_network > /dev/null 2>&1; then nft ${nftables}; else iptables ${iptables}; fi`,
    );

const setting = (file: string, value: string) =>
    daemon.command("sh", "-c", `echo ${value} > /proc/sys/net/${file}`);

/** Changes which addresses the network leases to anybody. */
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

test("of a lab as it was declared it tells what the host does not offer, and nothing else", async () => {
    const told = await audit();
    expect({ problems: codesOf(told, "problem"), unseen: told.unseen }).toEqual({
        problems: [],
        unseen: [
            { what: `QEMU of machine dev/off`, why: "it is off; only its definition was checked" },
        ],
    });
    expect(codesOf(told, "warning")).toContain("guest-emulated");
    expect(told.ok).toBe(true);
});

test("with --strict that ends with 1, and what it says is for people", async () => {
    const command = ["node", XPLAB, "audit", "on", "--uri", daemon.uri];
    const plain = await daemon.command(...command);
    expect(plain).toContain("machine dev/on");
    expect(plain).toMatch(/\n1 machine: 0 problems, \d warnings?\.\n$/);
    await expect(daemon.command(...command, "--strict")).rejects.toThrow(/ended with 1:/);
});

interface Weakening {
    readonly code: string;
    /** What is told with it. */
    readonly also?: readonly string[];
    readonly weaken: () => Promise<unknown>;
    /** What the remedy says in words; where it names commands, these are run. */
    readonly mend?: () => Promise<unknown>;
    /** What is left that weakens nothing. */
    readonly clean?: () => Promise<unknown>;
}

/** The commands that a remedy names: in quotes, or after a colon up to the full stop. */
function commandsIn(remedy: string): string[] {
    const quoted = [...remedy.matchAll(/"((?:sudo|pulumi) [^"]*)"/g)].map(([, one = ""]) => one);
    const [, typed] = /: ((?:sysctl|ip|chmod|virsh) .*)\.$/.exec(remedy) ?? [];
    return typed === undefined ? quoted : [...quoted, typed];
}

/** Types a command of a remedy as its reader would, who is root and where the daemon is. */
async function type(command: string): Promise<void> {
    if (command === "pulumi refresh") await stack.refresh();
    else if (command === "pulumi up") {
        await stack.up();
        // It starts what is off, too.
        if ((await daemon.virsh("domstate", off.domain)).trim() !== "shut off")
            await daemon.virsh("destroy", off.domain);
    } else {
        const words = command
            .replace(/^sudo /, "")
            .replace(/^xplab/, `node ${XPLAB}`)
            .replace("DOMAIN", off.domain);
        const environment = [`LIBVIRT_DEFAULT_URI=${daemon.uri}`];
        await daemon.command("env", ...environment, ...words.split(" "));
    }
}

async function follow({ findings }: Told): Promise<number> {
    const remedies = findings
        .filter(({ severity }) => severity === "problem")
        .flatMap(({ remedy }) => commandsIn(remedy));
    const commands = [...new Set(remedies)];
    for (const command of commands) await type(command);
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
    "a rule less in the guard of taps": {
        code: "tap-guard-missing",
        weaken: () => daemon.command("arptables", "-D", "INPUT", "-i", "vnet+", "-j", "DROP"),
    },
    "a range of addresses for whoever asks": {
        code: "network-wider",
        weaken: () => leasing("add"),
        clean: () => leasing("delete"),
    },
    "a rule more in the filter": {
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
    "a rule more on the tap": {
        code: "tap-wider",
        weaken: () => ebtables("-I", `libvirt-O-${on.tap}`, "1", "-j", "ACCEPT"),
    },
    "a rule before the tap's": {
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
    "a NIC on a network of others": {
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
    "a recording that is no more": {
        code: "capture-absent",
        weaken: () => define("define", withoutCapture(off.xml)),
    },
    "a stranger on the bridge": {
        code: "bridge-shared",
        weaken: async () => {
            await daemon.command("ip", "link", "add", ownBridge, "type", "veth");
            await daemon.command("ip", "link", "set", ownBridge, "master", bridge);
        },
        mend: () => daemon.command("ip", "link", "delete", ownBridge),
    },
    "IPv6 on the bridge": {
        code: "bridge-link-local",
        weaken: () => setting(`ipv6/conf/${bridge}/disable_ipv6`, "0"),
    },
    "an address of the host's on the bridge": {
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
        mend: async () => {
            const editor = "EDITOR=sed -i s/0.0.0.0/127.0.0.1/g";
            const edit = ["virsh", "--connect", daemon.uri, "edit", off.domain];
            await daemon.command("env", editor, ...edit);
        },
    },
    "a device more": {
        code: "device-extra",
        weaken: () =>
            define(
                "define",
                off.xml.replace(
                    "</devices>",
                    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng></devices>",
                ),
            ),
        mend: () => define("define", off.xml),
    },
    "an image that everybody may write": {
        code: "file-writable",
        weaken: () => daemon.command("chmod", "o+w", diskFile()),
    },
    "a word with QEMU behind libvirt's back": {
        code: "domain-tainted",
        weaken: () => daemon.virsh("qemu-monitor-command", on.domain, "--hmp", "info version"),
        mend: async () => {
            await daemon.virsh("destroy", on.domain);
            await daemon.virsh("start", on.domain);
        },
    },
    "virtlogd killed, below a guest that runs on": {
        code: "capture-ended",
        weaken: () => daemon.command("sh", "-c", "kill -9 $(cat /run/virtlogd.pid)"),
        mend: async () => {
            await daemon.command("virtlogd", "--daemon");
            await daemon.virsh("destroy", on.domain);
            await daemon.virsh("start", on.domain);
        },
    },
};

test.each(Object.entries(WEAKENINGS))(
    "%s is told, and nothing else; its remedy helps",
    async (_what, { code, also = [], weaken, mend, clean }) => {
        await weaken();
        const told = await audit();
        expect(codesOf(told, "problem")).toEqual([code, ...also]);
        // Either the remedy names commands, or the test does what it says.
        expect((await follow(told)) > 0).toBe(mend === undefined);
        await mend?.();
        await clean?.();
        expect(await problems()).toEqual([]);
    },
);

test("a host that routes is a warning", async () => {
    await setting("ipv4/ip_forward", "1");
    expect(codesOf(await audit(), "warning")).toContain("forwarding-on");
    await setting("ipv4/ip_forward", "0");
    expect(codesOf(await audit(), "warning")).not.toContain("forwarding-on");
});

test("all put right, there is nothing to tell again", async () => {
    expect(await problems()).toEqual([]);
});

test("a guest is held to its filter before its first instruction", async () => {
    await daemon.virsh("start", off.domain, "--paused");
    const xml = await daemon.virsh("dumpxml", off.domain);
    const [, tap = ""] = /<target dev='(vnet\d+)'/.exec(xml) ?? [];
    const sent = await daemon.command("cat", `/sys/class/net/${tap}/statistics/rx_packets`);
    const told = await audit("off");
    await daemon.virsh("destroy", off.domain);
    expect({ sent: Number(sent), problems: codesOf(told, "problem"), unseen: told.unseen }).toEqual(
        {
            sent: 0,
            problems: [],
            unseen: [],
        },
    );
});

test("without root it says what it could not look at", async () => {
    const command = ["node", XPLAB, "audit", "on", "--json", "--uri", daemon.uri];
    await daemon.command("chmod", "666", daemon.socket);
    const told = JSON.parse(
        await daemon.command("setpriv", "--reuid", "65534", "--clear-groups", "--", ...command),
    ) as Told;
    expect(told.unseen.map(({ what }) => what)).toEqual([
        "rules on the guests' taps",
        "libvirt's forwarding rules",
        "the firewall's tap guard",
        "whether machine dev/on is still captured",
    ]);
});

test("a host that is not there is told as by every command", async () => {
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
