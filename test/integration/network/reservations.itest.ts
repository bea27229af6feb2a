import { parse } from "../../../src/xml/tree/parse";
import { reservationsIn, type Reservation } from "../../../src/xml/network/reservations";
import { output, virsh } from "../support/host/command";
import { testName } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("reserved");
const other = testName("reserved-2");

interface Declared {
    readonly machines?: Readonly<Record<string, object>>;
    readonly ipv4?: object;
    readonly fields?: object;
}

/** Two networks that lease only reserved addresses, and domains that are off by default. */
const programOf = ({ machines = {}, ipv4 = {}, fields = {} }: Declared) => `
const options = { provider: new libvirt.Provider("libvirt"), deleteBeforeReplace: true };
const networkOf = (name, ipv4, fields) => new libvirt.Network(name, { name, ipv4: { reservedOnly: true, ...ipv4 }, ...fields }, options);
const dependsOn = [
    networkOf("${name}", ${JSON.stringify(ipv4)}, ${JSON.stringify(fields)}),
    networkOf("${other}", {}, {}),
];
for (const [machine, fields] of Object.entries(${JSON.stringify(machines)}))
    new libvirt.Domain(machine, {
        name: "${name}-" + machine,
        accelerator: "tcg",
        memoryMiB: 16,
        powerState: "off",
        shutdownTimeoutSeconds: 0,
        interfaces: { lan: { network: "${name}" } },
        ...fields,
    }, { ...options, dependsOn });
`;

const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, {}]));

let stack: Stack;

beforeAll(async () => {
    stack = await Stack.create({ project: "reserved", program: programOf({}) });
});

afterAll(() => stack.dispose());

async function up(declared: Declared): Promise<void> {
    await stack.setProgram(programOf(declared));
    await stack.up();
}

/** Reservations of a network, which are the same stored and live. */
async function reserved(network = name): Promise<Reservation[]> {
    const [live = [], stored = []] = await Promise.all(
        [[], ["--inactive"]].map(async (options) =>
            reservationsIn(parse(await virsh("net-dumpxml", network, ...options))).sort(byMac),
        ),
    );
    expect(live).toEqual(stored);
    return stored;
}

const byMac = (one: Reservation, two: Reservation) => one.mac.localeCompare(two.mac);

const macOf = async (machine: string): Promise<string[]> => {
    const list = await virsh("domiflist", `${name}-${machine}`);
    return list.match(/52:54:00(:[0-9a-f]{2}){3}/g) ?? [];
};

async function expectNothingToDo(): Promise<void> {
    const { same, ...others } = await stack.preview();
    expect(others).toEqual({});
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same });
}

test("machines created at once get one address each, and removed machines leave none", async () => {
    // 13 addresses besides the host's.
    await up({ machines: many(12), ipv4: { prefixLength: 28 } });
    const twelve = await reserved();
    expect(new Set(twelve.map(({ address }) => address)).size).toBe(12);
    await expectNothingToDo();
    await up({ machines: many(3), ipv4: { prefixLength: 28 } });
    const macs = (await Promise.all(["m0", "m1", "m2"].map(macOf))).flat();
    expect(await reserved()).toEqual(twelve.filter(({ mac }) => macs.includes(mac)));
    await up({ machines: many(4), ipv4: { prefixLength: 28 } });
    expect(await reserved()).toHaveLength(4);
    await expectNothingToDo();
});

test("reports the machine for which no address is left, and keeps nothing of it", async () => {
    await up({ ipv4: { prefixLength: 29 } });
    await stack.setProgram(programOf({ machines: many(6), ipv4: { prefixLength: 29 } }));
    const errors = Object.values(await stack.upErrors()).flat();
    expect(errors.filter((text) => text.includes("[subnet-full]"))).toHaveLength(1);
    expect(await reserved()).toHaveLength(5);
    await up({ ipv4: { prefixLength: 29 } });
    expect(await reserved()).toEqual([]);
    await expectNothingToDo();
});

test("an interface takes its reservation to another network, and a removed one gives it up", async () => {
    const lan = { network: name };
    await up({ machines: { a: { interfaces: { lan, more: lan } } } });
    expect(await reserved()).toHaveLength(2);
    await up({ machines: { a: { interfaces: { lan: { network: other }, more: lan } } } });
    expect((await reserved(other)).map(({ mac }) => mac)).toEqual([(await macOf("a"))[0]]);
    expect((await reserved()).map(({ mac }) => mac)).toEqual([(await macOf("a"))[1]]);
    await up({ machines: { a: { interfaces: { lan: { network: other } } } } });
    expect(await reserved()).toEqual([]);
    await expectNothingToDo();
    await up({});
    expect([await reserved(), await reserved(other)]).toEqual([[], []]);
});

test("a missing or stale entry is drift, and an update fixes it", async () => {
    await up({ machines: many(2) });
    const both = await reserved();
    const [gone] = both;
    const lost = ["net-update", name, "delete", "ip-dhcp-host"];
    await virsh(...lost, `<host mac='${gone?.mac}' ip='${gone?.address}'/>`, "--live", "--config");
    await virsh("undefine", `${name}-m1`);
    await stack.refresh();
    await stack.up();
    expect(await reserved()).toEqual(both);
    await expectNothingToDo();
    await virsh("undefine", `${name}-m1`);
    await stack.setProgram(programOf({ machines: many(1) }));
    await stack.refresh();
    await stack.up();
    const [mac] = await macOf("m0");
    expect((await reserved()).map((one) => one.mac)).toEqual([mac]);
    await expectNothingToDo();
});

test("the program's own entries take precedence and stay", async () => {
    await up({ machines: many(2), ipv4: { address: "10.213.9.1" } });
    const [first, second] = await reserved();
    const dhcpHosts = {
        a: { mac: "52:54:00:aa:00:01", address: first?.address },
        b: { mac: second?.mac, address: "10.213.9.99" },
    };
    await up({ machines: many(2), ipv4: { address: "10.213.9.1", dhcpHosts } });
    const [left, ...others] = await reserved();
    expect([left?.mac, others]).toEqual([first?.mac, []]);
    expect(left?.address).not.toBe(first?.address);
    await expectNothingToDo();
});

test("a restarted network keeps them, a new subnet changes them, and a range removes them", async () => {
    await up({ machines: many(3) });
    const before = await reserved();
    await up({ machines: many(3), fields: { macAddress: "52:54:00:aa:bb:cc" } });
    expect(await reserved()).toEqual(before);
    await up({ machines: many(3), ipv4: { address: "10.213.8.1", prefixLength: 26 } });
    const moved = await reserved();
    expect(moved.map(({ mac }) => mac)).toEqual(before.map(({ mac }) => mac));
    expect(moved.every(({ address }) => address.startsWith("10.213.8."))).toBe(true);
    await expectNothingToDo();
    await up({ machines: many(3), ipv4: { address: "10.213.8.1", reservedOnly: false } });
    expect(await reserved()).toEqual([]);
    await expectNothingToDo();
});

test("an existing lease is kept without restarting guest or network, and strangers get none", async () => {
    // The card's own firmware (iPXE) requests an address.
    const runs = { powerState: "running", memoryMiB: 64, bootOrder: ["network"] };
    const lan = { network: name, model: "virtio" };
    const machines = { a: { ...runs, interfaces: { lan } }, b: {} };
    await up({ ipv4: { reservedOnly: false } });
    await up({ machines, ipv4: { reservedOnly: false } });
    const [mac = ""] = await macOf("a");
    const leased = async () => {
        const lease = new RegExp(`${mac} .* (\\S+)/24`);
        return lease.exec(await virsh("net-dhcp-leases", name))?.[1];
    };
    // Another tap would have another index.
    const plugged = async () => {
        const [tap = ""] = (await virsh("domiflist", `${name}-a`)).trim().split(/\s+/);
        const links = JSON.parse(await output("ip", ["-j", "link", "show", tap])) as object[];
        return [await virsh("domid", `${name}-a`), links];
    };
    await until("the guest has a lease", async () => (await leased()) !== undefined);
    const address = await leased();
    const was = await plugged();
    await stack.setProgram(programOf({ machines }));
    expect(await stack.succeed("preview")).toContain(
        "ipv4.reservedOnly false -> true: while it runs",
    );
    await stack.up();
    const entries = await reserved();
    expect(entries).toHaveLength(2);
    expect(entries).toContainEqual({ mac, address });
    expect(await plugged()).toEqual(was);
    expect(await virsh("net-dumpxml", name)).not.toContain("<range");
    await expectNothingToDo();
    await up({});
    expect(await reserved()).toEqual([]);
});
