import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { Libvirt } from "../../../src/libvirt";
import { requireHostBridge } from "../../../src/provider/network/forward";
import { Network } from "../../../src/schema/network/network";
import { RISK } from "../../../src/xp/reach/reach";
import { keepForwarding } from "../support/host/forwarding";
import { Guest } from "../support/guest/guest";
import { connects, connectsAtLast, Outside } from "../support/host/outside";
import { removeFilter } from "../support/host/virshWithXml";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const outside = new Outside();
const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
});
const socket = createSocket("udp4", () => (visits += 1));
/** A port of the host, on all its addresses. */
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

/** A network's outputs in the state. */
async function outputsOf(network: string): Promise<Record<string, string>> {
    const all = await stack.resources();
    const { outputs = {} } = all.find(({ urn }) => urn.endsWith(`-${network}-network`)) ?? {};
    return Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, String(value)]));
}

/** Has a guest send connections and datagrams to each address of the host, and returns the outcomes. */
async function tryHost(name: string, addresses: readonly string[]): Promise<string[]> {
    const answers: string[] = [];
    for (const address of addresses) {
        await guest(name).command(`send-udp ${address} ${PORT}`);
        // A refusal takes seconds, in which a datagram would have arrived.
        answers.push(await guest(name).command(`connect ${address} ${PORT}`));
    }
    return answers;
}

const FAILS = /^FAIL /;

describe("internet", () => {
    test("reaches a public address through the host", async () => {
        const { publicAddress, port } = outside;
        expect(await guest("far-1").command(`connect ${publicAddress} ${port}`)).toBe(
            `OK connect ${publicAddress} ${port}`,
        );
        const seen = `connection from ${outside.hostsPublicAddress}`;
        expect(await outside.heardUpTo(seen)).toEqual([seen]);
        expect(await guest("far-1").command(`ping ${publicAddress}`)).toMatch(/^OK /);
    });

    test("does not reach a private address on the same path", async () => {
        const { privateAddress, port } = outside;
        expect(await connects(privateAddress, port)).toBe(true);
        await outside.heardUpTo(`connection from ${outside.hostsPublicAddress}`);
        await guest("far-1").command(`send-udp ${privateAddress} ${port}`);
        expect(await guest("far-1").command(`connect ${privateAddress} ${port}`)).toMatch(FAILS);
        expect(await guest("far-1").command(`ping ${privateAddress}`)).toMatch(FAILS);
        expect(outside.heard()).toEqual([]);
    });

    test("reaches no address of the host, not even a public one", async () => {
        const { address = "" } = await outputsOf("wan");
        const all = [address, outside.hostsPublicAddress, outside.hostsLanAddress];
        expect(await tryHost("far-1", all)).toEqual(
            all.map((): unknown => expect.stringMatching(FAILS)),
        );
        expect(await guest("far-1").command(`ping ${address}`)).toMatch(FAILS);
        expect(visits).toBe(0);
    });

    test("drops a source address of another subnet", async () => {
        const { macAddress = "", address = "" } = await outputsOf("wan");
        const mine = guest("far-1");
        const to = `${outside.publicAddress} ${outside.port}`;
        const send = (mac: string, source: string) =>
            mine.command(`send-packet ${mac} ${macAddress} ${source} ${to}`);
        await send(mine.macAddress, "44.128.77.77");
        await send(mine.macAddress, address);
        await send("52:54:00:99:99:99", mine.address);
        await send(mine.macAddress, mine.address);
        // The last datagram, which was not forged, shows that the path works.
        await mine.command(`connect ${to}`);
        const from = `from ${outside.hostsPublicAddress}`;
        const all = [`datagram ${from}`, `connection ${from}`] as const;
        expect(await outside.heardUpTo(all[1])).toEqual(all);
    });

    test("resolves names through the host's resolver", async () => {
        const { address = "" } = await outputsOf("wan");
        // The host name that each stand-in sent with its DHCP request.
        const subnet = address.replace(/\d+$/, "").replaceAll(".", "\\.");
        expect(await guest("far-1").command("resolve stand-in")).toMatch(
            new RegExp(`^OK resolve stand-in: ${subnet}`),
        );
    });

    test("keeps guests apart", async () => {
        const [one, other] = [guest("far-1"), guest("far-2")];
        await one.command(`arp ${other.address} ${other.macAddress}`);
        expect(await one.command(`connect ${other.address} 445`)).toMatch(FAILS);
    });

    test("refuses connections to a guest from the host and from outside", async () => {
        const { subnet = "" } = await outputsOf("wan");
        await outside.routeTo(subnet);
        const { address } = guest("far-1");
        expect(await connects(address, 445)).toBe(false);
        expect(await outside.reaches(address, 445)).toBe(false);
    });
});

test("closes a public address that the host gains later after a refresh and an up", async () => {
    const later = await outside.addHostAddress();
    expect(await tryHost("far-1", [later])).toEqual([`OK connect ${later} ${PORT}`]);
    await stack.refresh();
    await stack.up();
    expect(await tryHost("far-1", [later])).toEqual([expect.stringMatching(FAILS)]);
});

describe("interface", () => {
    test("leases from the network behind the bridge, and connects both ways with its machines", async () => {
        const { address } = guest("near-1");
        expect(address.startsWith(outside.lan)).toBe(true);
        const to = `${outside.lanAddress} ${outside.port}`;
        expect(await guest("near-1").command(`connect ${to}`)).toBe(`OK connect ${to}`);
        const seen = `connection from ${address}`;
        expect(await outside.heardUpTo(seen)).toEqual([seen]);
        await outside.reachesAtLast(address, 445);
    });

    test("does not reach the host, even by its MAC addresses", async () => {
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

    test("drops another MAC address", async () => {
        const mine = guest("near-1");
        const to = `${outside.lanAddress} ${outside.port}`;
        const target = await outside.lanMac();
        await mine.command(`send-packet 52:54:00:99:99:99 ${target} ${mine.address} ${to}`);
        await mine.command(`send-packet ${mine.macAddress} ${target} ${mine.address} ${to}`);
        await mine.command(`connect ${to}`);
        const all = [`datagram from ${mine.address}`, `connection from ${mine.address}`] as const;
        expect(await outside.heardUpTo(all[1])).toEqual(all);
    });

    test("keeps guests apart", async () => {
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
    ])("refuses %s", async (_case, bridge, message) => {
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

test("a changed reach applies to running guests", async () => {
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

test("a running guest moves between the two reaches and back", async () => {
    const near = { ...machines.near, network: "wan" };
    await stack.configure({ networks, machines: { ...machines, near } });
    await stack.up();
    const to = `${outside.lanAddress} ${outside.port}`;
    expect(await guest("near-1").command(`connect ${to}`)).toMatch(FAILS);
    await stack.configure({ networks, machines });
    await stack.up();
    expect(await guest("near-1").command(`connect ${to}`)).toBe(`OK connect ${to}`);
});

// Without these the tests above would also pass if nothing ever got through.
describe("without its filter", () => {
    test("an internet guest reaches the host by each address, and private addresses", async () => {
        await removeFilter(domainOf("far-2"));
        const { address = "" } = await outputsOf("wan");
        const all = [address, outside.hostsPublicAddress, outside.hostsLanAddress];
        expect(await tryHost("far-2", all)).toEqual(all.map((one) => `OK connect ${one} ${PORT}`));
        expect(visits).toBeGreaterThanOrEqual(2 * all.length);
        const { privateAddress, port } = outside;
        expect(await guest("far-2").command(`connect ${privateAddress} ${port}`)).toMatch(/^OK /);
        await connectsAtLast(guest("far-2").address, 445);
    });

    test("a guest on a host bridge reaches the host", async () => {
        await removeFilter(domainOf("near-2"));
        const one = outside.hostsLanAddress;
        expect(await tryHost("near-2", [one])).toEqual([`OK connect ${one} ${PORT}`]);
        await connectsAtLast(guest("near-2").address, 445);
    });
});
