import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { output, run, virsh } from "../support/host/command";
import { Guest } from "../support/guest/guest";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const XPLAB = join(__dirname, "..", "..", "..", "bin", "xplab");
/** Of libvirt as one daemon or as several. */
const PID_FILES =
    "$(ls /run/libvirtd.pid /run/virtnetworkd.pid /run/virtnwfilterd.pid 2> /dev/null)";
const RECORD = "/run/xplab/unplugged.json";

interface Line {
    readonly time: string;
    readonly event: string;
    readonly code?: string;
    readonly mac?: string;
    readonly message?: string;
    readonly findings?: readonly { readonly code: string }[];
}

let stack: Stack;
let libvirt: Libvirt;
let server: Server;
let guest: Guest;
let domain: string;
let network: string;
let tap: string;
let bridge: string;
let host: { address: string; macAddress: string };
let watcher: ChildProcess | undefined;
let lines: Line[] = [];

beforeAll(async () => {
    server = createServer((socket) => socket.destroy()).listen(0, "0.0.0.0");
    await once(server, "listening");
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({
        project: "watched",
        config: {
            networks: { lan: { reach: "dhcp" } },
            machines: { patient: { memoryMiB: 96 } },
        },
    });
    await stack.up();
    domain = `${stack.project}-dev-patient`;
    network = `${stack.project}-lan-dev`;
    const xml = await virsh("dumpxml", domain);
    tap = /<target dev='(vnet\d+)'/.exec(xml)?.[1] ?? "";
    bridge = /bridge='([^']*)'/.exec(xml)?.[1] ?? "";
    const { outputs } = await stack.resource("libvirt:index:Network");
    host = { address: String(outputs?.["address"]), macAddress: String(outputs?.["macAddress"]) };
    guest = await Guest.meet(libvirt, domain);
    await guest.command(`arp ${host.address} ${host.macAddress}`);
});

afterAll(async () => {
    await stopWatching("SIGTERM");
    await guest.close();
    libvirt.close();
    server.close();
    await output("node", [XPLAB, "guard", "--remove"]);
    await stack.dispose();
});

async function watch(): Promise<void> {
    lines = [];
    const child = spawn("node", [XPLAB, "guard", "--watch", "--json"], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    watcher = child;
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        const parts = `${rest}${text}`.split("\n");
        rest = parts.pop() ?? "";
        lines.push(...parts.map((part) => JSON.parse(part) as Line));
    });
    await awaitEvent("watching");
}

async function stopWatching(signal: NodeJS.Signals): Promise<number | null> {
    const child = watcher;
    if (child === undefined) return null;
    watcher = undefined;
    child.kill(signal);
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
}

const awaitEvent = (event: string, isIt: (line: Line) => boolean = () => true) =>
    until(`the event "${event}" in ${JSON.stringify(lines)}`, () =>
        lines.find((line) => line.event === event && isIt(line)),
    );

/** Connects from the guest to the host, as a guest that knows its addresses would. */
async function reachesHost(): Promise<boolean> {
    const { port } = server.address() as AddressInfo;
    return (await guest.command(`connect ${host.address} ${port}`)).startsWith("OK ");
}

async function problems(): Promise<string[]> {
    const { stdout } = await run("node", [XPLAB, "audit", "--json", domain]);
    const { findings } = JSON.parse(stdout) as {
        findings: { code: string; severity: string }[];
    };
    return findings.filter(({ severity }) => severity === "problem").map(({ code }) => code);
}

/** What Pulumi reports as having lost its rules, each with [rules-lost]. */
async function warnings(...args: readonly string[]): Promise<string[]> {
    const text = (await stack.succeed(...args)).replace(/\s+/g, " ");
    const lost =
        /warning: The host's firewall has lost libvirt's rules for (.*?): guests may reach further than their lab declares\. Run "sudo xplab guard --repair"\. "xplab audit" shows the details\. \[rules-lost\]/g;
    // Each of Pulumi's steps has its own provider, and the summary repeats each line.
    return [...new Set([...text.matchAll(lost)].map(([, what = ""]) => what))];
}

const sh = (...commands: readonly string[]) => output("sh", ["-ec", commands.join("\n")]);

async function document(xml: string): Promise<string> {
    const file = join(stack.folder, "document.xml");
    await writeFile(file, xml);
    return file;
}

const liveNic = async () =>
    /<interface type='network'>.*?<\/interface>/s.exec(await virsh("dumpxml", domain))?.[0] ?? "";

const isUnplugged = async () => (await liveNic()).includes("<link state='down'/>");

const ebtables = "ebtables --concurrent -t nat";

/** Changes libvirt's forwarding rules, with the tool of the back end that made them. */
const firewall = (iptables: string, nftables: string) =>
    sh(
        "if nft list table ip libvirt_network > /dev/null 2>&1",
        `then nft ${nftables}`,
        `else ${iptables}`,
        "fi",
    );
const flush = (chain: string) => `flush chain ip libvirt_network ${chain}`;

test("without a guard a flush lets the guest reach the host, and --repair ends that", async () => {
    await output("node", [XPLAB, "guard"]);
    expect(await reachesHost()).toBe(false);
    await sh(`${ebtables} -F`);
    expect(await problems()).toEqual(["tap-unfiltered"]);
    expect(await reachesHost()).toBe(true);
    expect(await warnings("preview", "--refresh")).toEqual([
        `tap ${tap} of NIC ${guest.macAddress}`,
    ]);
    expect(await warnings("up", "--yes", "--skip-preview")).toEqual([
        `tap ${tap} of NIC ${guest.macAddress}`,
    ]);
    const { code, stdout } = await run("node", [XPLAB, "guard", "--repair"]);
    expect({ code, lines: stdout.trim().split("\n") }).toEqual({
        code: 0,
        lines: [
            expect.stringMatching(
                /^Unplugged NIC .* of machine dev\/patient: .*\[tap-unfiltered\]$/,
            ),
            expect.stringMatching(/^Repaired: (libvirtd|virtnetworkd, virtnwfilterd) reloaded$/),
            expect.stringMatching(
                /^Plugged in NIC .* of machine dev\/patient again after \d+\.\d s$/,
            ),
        ],
    });
    expect(await problems()).toEqual([]);
    expect(await reachesHost()).toBe(false);
    expect(existsSync(RECORD)).toBe(false);
    expect(await warnings("preview", "--refresh")).toEqual([]);
    await firewall("iptables -F LIBVIRT_FWO", flush("guest_output"));
    expect(await warnings("preview")).toEqual([`bridge ${bridge}`]);
    await output("node", [XPLAB, "guard", "--repair"]);
    expect(await warnings("preview")).toEqual([]);
});

interface Damage {
    readonly codes: readonly string[];
    readonly damage: () => Promise<unknown>;
    /** Removes what remains but harms nobody. */
    readonly clean?: () => Promise<unknown>;
}

const plug = async (how: (nic: string) => string) =>
    virsh("update-device", domain, await document(how(await liveNic())), "--live");

const DAMAGES: Readonly<Record<string, Damage>> = {
    "ebtables flushed": { codes: ["tap-unfiltered"], damage: () => sh(`${ebtables} -F`) },
    "ebtables flushed, its chains deleted": {
        codes: ["tap-unfiltered"],
        damage: () => sh(`${ebtables} -F`, `${ebtables} -X`),
    },
    "the rule that drops deleted from a tap": {
        codes: ["tap-wider"],
        damage: () => sh(`${ebtables} -D libvirt-I-${tap} -j DROP`),
    },
    "a rule that accepts first on a tap": {
        codes: ["tap-wider"],
        damage: () => sh(`${ebtables} -I libvirt-I-${tap} 1 -j ACCEPT`),
    },
    "a rule that accepts before all taps": {
        codes: ["tap-wider"],
        damage: () => sh(`${ebtables} -I PREROUTING 1 -j ACCEPT`),
        clean: () => sh(`${ebtables} -D PREROUTING -j ACCEPT`),
    },
    "iptables flushed": {
        codes: ["firewall-flushed"],
        damage: () => firewall("iptables -F", flush("forward")),
    },
    "all of libvirt's tables flushed, their chains deleted": {
        codes: ["firewall-flushed"],
        damage: () =>
            firewall(
                "for table in filter nat mangle; do for program in iptables ip6tables; do $program -t $table -F; $program -t $table -X; done; done",
                "delete table ip libvirt_network",
            ),
    },
    "one of libvirt's rules deleted": {
        codes: ["firewall-flushed"],
        damage: () =>
            firewall(`iptables -D LIBVIRT_FWI -o ${bridge} -j REJECT`, flush("guest_input")),
    },
    "a rule that accepts before libvirt's chains": {
        codes: ["firewall-bypassed"],
        damage: () =>
            firewall(
                "iptables -I FORWARD -j ACCEPT",
                "insert rule ip libvirt_network forward accept",
            ),
        clean: () => sh("iptables -D FORWARD -j ACCEPT || true"),
    },
    "a rule that accepts first in libvirt's chain": {
        codes: ["firewall-bypassed"],
        damage: () =>
            firewall(
                `iptables -I LIBVIRT_FWI -o ${bridge} -j ACCEPT`,
                `insert rule ip libvirt_network guest_input oif ${bridge} accept`,
            ),
        clean: () => sh(`iptables -D LIBVIRT_FWI -o ${bridge} -j ACCEPT || true`),
    },
    "the guard's own rules flushed": {
        codes: ["tap-guard-missing"],
        damage: () => sh("iptables -t raw -F", "ip6tables -t raw -F", "arptables -F"),
    },
    "a rule that accepts before the guard's": {
        codes: ["tap-guard-missing"],
        damage: () => sh("iptables -t raw -I PREROUTING -j ACCEPT"),
        clean: () => sh("iptables -t raw -D PREROUTING -j ACCEPT"),
    },
    "a filter that lets everything out": {
        codes: ["filter-wider"],
        damage: async () => {
            const xml = await virsh("nwfilter-dumpxml", network);
            const rule = "<rule action='accept' direction='out' priority='50'><ip/></rule>";
            const file = await document(xml.replace("</uuid>", `</uuid>${rule}`));
            await virsh("nwfilter-define", file);
        },
    },
    "the filter taken off the NIC": {
        codes: ["nic-unfiltered"],
        damage: () => plug((nic) => nic.replace(/<filterref.*?\/>/s, "")),
    },
    "the filter unbound from the tap": {
        codes: ["tap-unbound"],
        damage: () => virsh("nwfilter-binding-delete", tap),
    },
    "the tap on another bridge": {
        codes: ["nic-moved", "port-not-isolated"],
        damage: () => sh("ip link add xptguard type bridge", `ip link set ${tap} master xptguard`),
        clean: () => sh("ip link delete xptguard"),
    },
    "the port not isolated": {
        codes: ["port-not-isolated"],
        damage: () => sh(`bridge link set dev ${tap} isolated off`),
    },
};

describe("while it watches", () => {
    beforeAll(watch);

    test.each(Object.entries(DAMAGES))("repairs: %s", async (_what, { codes, damage, clean }) => {
        lines.length = 0;
        await damage();
        const { findings = [] } = await awaitEvent("unplugged");
        await awaitEvent("plugged");
        expect(lines.filter(({ event }) => event === "error")).toEqual([]);
        expect([...new Set(findings.map(({ code }) => code))].sort()).toEqual([...codes].sort());
        expect(await reachesHost()).toBe(false);
        await clean?.();
        expect(await problems()).toEqual([]);
    });

    test("gives a filter to a new NIC on the lab's network that has none", async () => {
        lines.length = 0;
        const mac = "52:54:00:ff:ff:01";
        const nic = `<interface type='network'><mac address='${mac}'/><source network='${network}'/><port isolated='yes'/><model type='rtl8139'/></interface>`;
        await virsh("attach-device", domain, await document(nic), "--live");
        await awaitEvent("plugged", (line) => line.mac === mac);
        expect(await virsh("dumpxml", domain)).toMatch(
            new RegExp(`${mac}.*?<filterref filter='${network}'/>`, "s"),
        );
        await virsh("detach-interface", domain, "network", "--mac", mac, "--live");
    });

    test("leaves a NIC on a foreign network unplugged, and continues", async () => {
        lines.length = 0;
        const mac = "52:54:00:ff:ff:02";
        const other = `parking-${stack.project}`;
        const xml = `<network><name>${other}</name><bridge name='xptother'/></network>`;
        await virsh("net-create", await document(xml));
        const nic = `<interface type='network'><mac address='${mac}'/><source network='${other}'/><model type='rtl8139'/></interface>`;
        await virsh("attach-device", domain, await document(nic), "--live");
        const { message = "", code } = await awaitEvent("error");
        expect(code).toBe("guard-not-repaired");
        expect(message).toContain(
            `NIC ${mac} of machine dev/patient stays unplugged: NIC ${mac} is on network "${other}", which is not a network of its lab (nic-foreign).`,
        );
        expect(message).toContain("[guard-not-repaired]");
        lines.length = 0;
        await sh(`${ebtables} -F`);
        await awaitEvent("plugged");
        expect(lines.filter(({ event }) => event === "error")).toEqual([]);
        await virsh("detach-interface", domain, "network", "--mac", mac, "--live");
        await virsh("net-destroy", other);
        await until("nothing that is unplugged", () => !existsSync(RECORD));
    });

    test("refuses a second guard, which would undo its work", async () => {
        const { code, stderr } = await run("node", [XPLAB, "guard", "--repair"]);
        expect(code).toBe(1);
        expect(stderr).toMatch(/^✗ A guard is already running on this host, as process \d+\. /);
        expect(stderr.trimEnd().endsWith("[guard-running]")).toBe(true);
    });

    test("plugs in a guest that a killed guard left unplugged", async () => {
        lines.length = 0;
        // The guard cannot reload a libvirt that it does not find.
        await sh("mkdir /run/hidden", `mv ${PID_FILES} /run/hidden`, `${ebtables} -F`);
        const { message = "" } = await awaitEvent(
            "error",
            ({ code }) => code === "guard-step-failed",
        );
        expect(message).toContain(
            "The guard could not reload libvirt: none of libvirtd, virtnetworkd, virtnwfilterd runs with a pid file in /run.",
        );
        expect(message).toContain("[guard-step-failed]");
        await awaitEvent("error", ({ code }) => code === "guard-not-repaired");
        expect(await isUnplugged()).toBe(true);
        await stopWatching("SIGKILL");
        await sh("mv /run/hidden/* /run", "rmdir /run/hidden");
        expect(await isUnplugged()).toBe(true);
        await watch();
        expect(lines.map(({ event }) => event)).toEqual(["repaired", "plugged", "watching"]);
        expect(await isUnplugged()).toBe(false);
        expect(existsSync(RECORD)).toBe(false);
    });

    test("ends on SIGTERM", async () => {
        expect(await stopWatching("SIGTERM")).toBe(130);
        await sh("flock --nonblock /run/xplab/guard.lock true");
    });
});
