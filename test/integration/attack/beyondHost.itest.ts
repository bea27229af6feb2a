import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { requireHostBridge } from "../../../src/provider/network/forward";
import { Network } from "../../../src/schema/network/network";
import { RISK } from "../../../src/xp/reach/reach";
import { virsh } from "../support/command";
import { keepForwarding } from "../support/forwarding";
import { Guest } from "../support/guest";
import { connects, connectsAtLast, Outside } from "../support/outside";
import { Stack } from "../support/stack";

jest.setTimeout(300_000);

const outside = new Outside();
const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
});
const socket = createSocket("udp4", () => (visits += 1));
/** Port of the host, on every address. */
const PORT = 8010 + (process.pid % 10_000);

let stack: Stack;
let libvirt: Libvirt;
let visits = 0;
let guests: Record<string, Guest>;
let restoreForwarding: () => Promise<void>;

const networks = {
    wan: { reach: "internet", accept: RISK, resolver: true },
    nic: { reach: "interface", interface: outside.bridge, accept: RISK },
};
const machines = {
    far: { network: "wan", memoryMiB: 96, count: 2 },
    near: { network: "nic", memoryMiB: 96, count: 2 },
};

beforeAll(async () => {
    restoreForwarding = await keepForwarding();
    await outside.open();
    server.listen(PORT, "0.0.0.0");
    socket.bind(PORT);
    await Promise.all([once(server, "listening"), once(socket, "listening")]);
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "beyond", config: { networks, machines } });
    await stack.up();
    const met = ["far-1", "far-2", "near-1", "near-2"].map(
        async (name) => [name, await Guest.meet(libvirt, domainOf(name))] as const,
    );
    guests = Object.fromEntries(await Promise.all(met));
});

afterAll(async () => {
    try {
        await Promise.all(Object.values(guests).map((one) => one.close()));
        libvirt.close();
        server.close();
        socket.close();
        await stack.dispose();
    } finally {
        await outside.close();
        await restoreForwarding();
    }
});

beforeEach(() => {
    visits = 0;
    outside.heard();
});

const domainOf = (machine: string) => `${stack.project}-dev-${machine}`;

function guest(name: string): Guest {
    const found = guests[name];
    if (found === undefined) throw new Error(`No guest "${name}".`);
    return found;
}

/** Outputs of a network in the state. */
async function outputsOf(network: string): Promise<Record<string, string>> {
    const all = await stack.resources();
    const { outputs = {} } = all.find(({ urn }) => urn.endsWith(`-${network}-network`)) ?? {};
    return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, String(value)]));
}

/** Asks a guest for connections and datagrams to each address of the host; what came of them. */
async function tryHost(name: string, addresses: readonly string[]): Promise<string[]> {
    const answers: string[] = [];
    for (const address of addresses) {
        await guest(name).command(`send-udp ${address} ${PORT}`);
        // It fails after seconds, in which a datagram would have arrived.
        answers.push(await guest(name).command(`connect ${address} ${PORT}`));
    }
    return answers;
}

const FAILS = /^FAIL /;

async function withoutFilter(name: string): Promise<void> {
    const xml = await virsh("dumpxml", domainOf(name));
    const [nic = ""] = /<interface[\s\S]*?<\/interface>/.exec(xml) ?? [];
    expect(nic).toContain("<filterref");
    const file = join(stack.folder, `${name}.xml`);
    await writeFile(file, nic.replace(/<filterref[^>]*\/>/, ""));
    await virsh("update-device", domainOf(name), file, "--live");
}

describe("internet", () => {
    test("a public address is reached, by the host's own", async () => {
        const { publicAddress, port } = outside;
        expect(await guest("far-1").command(`connect ${publicAddress} ${port}`)).toBe(
            `OK connect ${publicAddress} ${port}`,
        );
        const seen = `connection from ${outside.hostsPublicAddress}`;
        expect(await outside.heardUpTo(seen)).toEqual([seen]);
        expect(await guest("far-1").command(`ping ${publicAddress}`)).toMatch(/^OK /);
    });

    test("a private address on the same way is not", async () => {
        const { privateAddress, port } = outside;
        expect(await connects(privateAddress, port)).toBe(true);
        await outside.heardUpTo(`connection from ${outside.hostsPublicAddress}`);
        await guest("far-1").command(`send-udp ${privateAddress} ${port}`);
        expect(await guest("far-1").command(`connect ${privateAddress} ${port}`)).toMatch(FAILS);
        expect(await guest("far-1").command(`ping ${privateAddress}`)).toMatch(FAILS);
        expect(outside.heard()).toEqual([]);
    });

    test("no address of the host is, be it public", async () => {
        const { address = "" } = await outputsOf("wan");
        const all = [address, outside.hostsPublicAddress, outside.hostsLanAddress];
        expect(await tryHost("far-1", all)).toEqual(
            all.map((): unknown => expect.stringMatching(FAILS)),
        );
        expect(await guest("far-1").command(`ping ${address}`)).toMatch(FAILS);
        expect(visits).toBe(0);
    });

    test("a source address of another subnet does not get out", async () => {
        const { macAddress = "", address = "" } = await outputsOf("wan");
        const mine = guest("far-1");
        const to = `${outside.publicAddress} ${outside.port}`;
        const send = (mac: string, source: string) =>
            mine.command(`send-packet ${mac} ${macAddress} ${source} ${to}`);
        await send(mine.macAddress, "44.128.77.77");
        await send(mine.macAddress, address);
        await send("52:54:00:99:99:99", mine.address);
        await send(mine.macAddress, mine.address);
        // The way of the datagrams is in order: the last one was no forgery.
        await mine.command(`connect ${to}`);
        const from = `from ${outside.hostsPublicAddress}`;
        const all = [`datagram ${from}`, `connection ${from}`] as const;
        expect(await outside.heardUpTo(all[1])).toEqual(all);
    });

    test("the host's resolver answers", async () => {
        const { address = "" } = await outputsOf("wan");
        // The name by which each stand-in asked for its lease.
        const subnet = address.replace(/\d+$/, "").replaceAll(".", "\\.");
        expect(await guest("far-1").command("resolve stand-in")).toMatch(
            new RegExp(`^OK resolve stand-in: ${subnet}`),
        );
    });

    test("guests do not reach each other", async () => {
        const [one, other] = [guest("far-1"), guest("far-2")];
        await one.command(`arp ${other.address} ${other.macAddress}`);
        expect(await one.command(`connect ${other.address} 445`)).toMatch(FAILS);
    });

    test("neither the host nor the outside gets a connection to a guest", async () => {
        const { subnet = "" } = await outputsOf("wan");
        await outside.routeTo(subnet);
        const { address } = guest("far-1");
        expect(await connects(address, 445)).toBe(false);
        expect(await outside.reaches(address, 445)).toBe(false);
    });
});

test("a public address that the host gets later is closed by a refresh and an up", async () => {
    const later = await outside.addHostAddress();
    expect(await tryHost("far-1", [later])).toEqual([`OK connect ${later} ${PORT}`]);
    await stack.refresh();
    await stack.up();
    expect(await tryHost("far-1", [later])).toEqual([expect.stringMatching(FAILS)]);
});

describe("interface", () => {
    test("a lease of the network behind the bridge, and its machines both ways", async () => {
        const { address } = guest("near-1");
        expect(address.startsWith(outside.lan)).toBe(true);
        const to = `${outside.lanAddress} ${outside.port}`;
        expect(await guest("near-1").command(`connect ${to}`)).toBe(`OK connect ${to}`);
        const seen = `connection from ${address}`;
        expect(await outside.heardUpTo(seen)).toEqual([seen]);
        await outside.reachesAtLast(address, 445);
    });

    test("the host is not reached, not with its MAC addresses known either", async () => {
        const all = [outside.hostsLanAddress];
        expect(await tryHost("near-1", all)).toEqual([expect.stringMatching(FAILS)]);
        const macs = await Promise.all(
            [outside.bridge, outside.nic].map((name) =>
                readFile(`/sys/class/net/${name}/address`, "utf8"),
            ),
        );
        for (const mac of macs) {
            await guest("near-1").command(`arp ${outside.hostsLanAddress} ${mac.trim()}`);
            expect(await tryHost("near-1", all)).toEqual([expect.stringMatching(FAILS)]);
        }
        expect(visits).toBe(0);
        expect(await connects(guest("near-1").address, 445)).toBe(false);
    });

    test("another MAC address does not get out", async () => {
        const mine = guest("near-1");
        const to = `${outside.lanAddress} ${outside.port}`;
        const target = await outside.lanMac();
        await mine.command(`send-packet 52:54:00:99:99:99 ${target} ${mine.address} ${to}`);
        await mine.command(`send-packet ${mine.macAddress} ${target} ${mine.address} ${to}`);
        await mine.command(`connect ${to}`);
        const all = [`datagram from ${mine.address}`, `connection from ${mine.address}`] as const;
        expect(await outside.heardUpTo(all[1])).toEqual(all);
    });

    test("guests do not reach each other", async () => {
        const [one, other] = [guest("near-1"), guest("near-2")];
        await one.command(`arp ${other.address} ${other.macAddress}`);
        expect(await one.command(`connect ${other.address} 445`)).toMatch(FAILS);
    });

    test.each([
        [
            "a NIC, with its bridge named",
            () => outside.nic,
            () =>
                `cannot use "${outside.nic}", which is not a bridge of the host: filters work only on bridges. Name the bridge "${outside.bridge}", which has "${outside.nic}" as a port. [no-host-bridge]`,
        ],
        [
            "the bridge of another network",
            async () => (await outputsOf("wan"))["bridge"],
            async () =>
                `cannot use "${(await outputsOf("wan"))["bridge"]}", the bridge of network "${stack.project}-wan-dev". Name a bridge of the host that has a NIC as a port, such as "br0". [bridge-of-network]`,
        ],
    ])("%s is refused", async (_case, bridge, message) => {
        const network = Network.inputs.parse({
            name: "lan",
            forward: { mode: "bridge" },
            bridge: await bridge(),
        });
        await expect(requireHostBridge(network, libvirt)).rejects.toThrow(
            `Network "lan" ${await message()}`,
        );
    });
});

test("another reach takes hold of guests that run", async () => {
    await stack.configure({ networks: { ...networks, wan: { reach: "dhcp" } }, machines });
    await stack.up();
    const { publicAddress, port } = outside;
    expect(await guest("far-1").command(`connect ${publicAddress} ${port}`)).toMatch(FAILS);
    await stack.configure({ networks, machines });
    await stack.up();
    expect(await guest("far-1").command(`connect ${publicAddress} ${port}`)).toMatch(/^OK /);
    await stack.refresh();
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("a guest that runs moves from one to the other and back", async () => {
    const near = { ...machines.near, network: "wan" };
    await stack.configure({ networks, machines: { ...machines, near } });
    await stack.up();
    const to = `${outside.lanAddress} ${outside.port}`;
    expect(await guest("near-1").command(`connect ${to}`)).toMatch(FAILS);
    await stack.configure({ networks, machines });
    await stack.up();
    expect(await guest("near-1").command(`connect ${to}`)).toBe(`OK connect ${to}`);
});

// The checks above could not fail if nothing ever got through.
describe("once its filter is taken off", () => {
    test("a guest of the Internet reaches the host by each address, and private ones", async () => {
        await withoutFilter("far-2");
        const { address = "" } = await outputsOf("wan");
        const all = [address, outside.hostsPublicAddress, outside.hostsLanAddress];
        expect(await tryHost("far-2", all)).toEqual(all.map((one) => `OK connect ${one} ${PORT}`));
        expect(visits).toBeGreaterThanOrEqual(2 * all.length);
        const { privateAddress, port } = outside;
        expect(await guest("far-2").command(`connect ${privateAddress} ${port}`)).toMatch(/^OK /);
        await connectsAtLast(guest("far-2").address, 445);
    });

    test("a guest on a bridge of the host reaches the host", async () => {
        await withoutFilter("near-2");
        const one = outside.hostsLanAddress;
        expect(await tryHost("near-2", [one])).toEqual([`OK connect ${one} ${PORT}`]);
        await connectsAtLast(guest("near-2").address, 445);
    });
});
