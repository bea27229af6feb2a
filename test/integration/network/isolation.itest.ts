import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { Libvirt } from "../../../src/libvirt";
import { Guest } from "../support/guest/guest";
import { connects, connectsAtLast } from "../support/host/outside";
import { removeFilter } from "../support/host/virshWithXml";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

let stack: Stack;
let libvirt: Libvirt;
let server: Server;
let visits = 0;
let guests: Record<string, Guest>;

beforeAll(async () => {
    server = createServer((socket) => {
        visits += 1;
        socket.destroy();
    }).listen(0, "0.0.0.0");
    await once(server, "listening");
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({
        project: "reach",
        config: {
            networks: {
                nothing: { reach: "nothing" },
                dhcp: { reach: "dhcp" },
                guests: { reach: "guests", open: [{ port: 445, from: "host" }] },
            },
            machines: {
                none: { network: "nothing", memoryMiB: 96 },
                lone: { network: "dhcp", memoryMiB: 96, count: 2 },
                peer: {
                    network: "guests",
                    memoryMiB: 96,
                    count: 2,
                    // The wait needs a port that the network opens.
                    readyWhen: { tcpPort: 445, timeoutSeconds: 250 },
                },
            },
        },
    });
    await stack.up();
    const met = ["none", "lone-1", "lone-2", "peer-1", "peer-2"].map(
        async (name) => [name, await Guest.meet(libvirt, domainOf(name))] as const,
    );
    guests = Object.fromEntries(await Promise.all(met));
});

afterAll(async () => {
    await Promise.all(Object.values(guests).map((one) => one.close()));
    libvirt.close();
    server.close();
    await stack.dispose();
});

const domainOf = (machine: string) => `${stack.project}-dev-${machine}`;

function guest(name: string): Guest {
    const found = guests[name];
    if (found === undefined) throw new Error(`No guest "${name}".`);
    return found;
}

/** The host's end of a network. */
async function bridgeOf(reach: string): Promise<{ address: string; macAddress: string }> {
    const all = await stack.resources();
    const network = all.find(({ urn }) => urn.endsWith(`-${reach}-network`));
    const { address, macAddress } = network?.outputs ?? {};
    return { address: String(address), macAddress: String(macAddress) };
}

const port = () => (server.address() as AddressInfo).port; // it listens on TCP

const FAILS = /^FAIL connect /;

/** Connects to the host in every way that a guest could know, and returns the answers. */
async function tryHost(name: string, reach: string): Promise<string[]> {
    const { address, macAddress } = await bridgeOf(reach);
    const asking = await guest(name).command(`connect ${address} ${port()}`);
    await guest(name).command(`arp ${address} ${macAddress}`);
    const forged = await guest(name).command(`connect ${address} ${port()}`);
    return [asking, forged];
}

test("reach nothing: no cable and no lease", async () => {
    expect(await guest("none").command("nics")).toBe(
        `OK nics: eth0 8139cp ${guest("none").macAddress} down`,
    );
    expect(guest("none").address).toBe("none");
    expect(await guest("none").command("addresses")).not.toMatch(/ \d+\.\d+\.\d+\.\d+\//);
});

test("reach dhcp: a lease of the network's subnet", async () => {
    const { address } = await bridgeOf("dhcp");
    const prefix = address.replace(/\d+$/, "");
    expect(guest("lone-1").address.startsWith(prefix)).toBe(true);
    expect(guest("lone-2").address.startsWith(prefix)).toBe(true);
});

test.each([
    ["dhcp", "lone-1"],
    ["guests", "peer-1"],
])("reach %s: no connection to the host, even with its MAC address", async (reach, name) => {
    visits = 0;
    expect(await tryHost(name, reach)).toEqual([
        expect.stringMatching(FAILS),
        expect.stringMatching(FAILS),
    ]);
    expect(visits).toBe(0);
});

test("reach guests: guests reach each other", async () => {
    const [one, other] = [guest("peer-1"), guest("peer-2")];
    expect(await one.command(`connect ${other.address} 445`)).toBe(
        `OK connect ${other.address} 445`,
    );
    expect(await other.command(`connect ${one.address} 445`)).toBe(`OK connect ${one.address} 445`);
});

test("an open port: the host connects to it, and to no other", async () => {
    const { address } = guest("peer-2");
    expect(await guest("peer-2").command("listen 446 tcp")).toBe("OK listen 446 tcp");
    expect(await guest("peer-1").command(`connect ${address} 446`)).toBe(
        `OK connect ${address} 446`,
    );
    await connectsAtLast(address, 445);
    expect(await connects(address, 446)).toBe(false);
    expect(await connects(guest("lone-1").address, 445)).toBe(false);
});

test("reach dhcp: no connection to another guest of the network", async () => {
    const [one, other] = [guest("lone-1"), guest("lone-2")];
    await one.command(`arp ${other.address} ${other.macAddress}`);
    expect(await one.command(`connect ${other.address} 445`)).toMatch(FAILS);
});

// Without these the tests above would also pass if nothing ever got through.
test.each([
    ["dhcp", "lone-1"],
    ["guests", "peer-1"],
])("reach %s: without its filter the guest connects to the host", async (reach, name) => {
    await removeFilter(domainOf(name));
    visits = 0;
    const { address } = await bridgeOf(reach);
    expect(await guest(name).command(`connect ${address} ${port()}`)).toBe(
        `OK connect ${address} ${port()}`,
    );
    expect(visits).toBe(1);
});

test("reach dhcp: without any filter the bridge still isolates the guests", async () => {
    await removeFilter(domainOf("lone-2"));
    const [one, other] = [guest("lone-1"), guest("lone-2")];
    await other.command(`arp ${one.address} ${one.macAddress}`);
    expect(await one.command(`connect ${other.address} 445`)).toMatch(FAILS);
});
