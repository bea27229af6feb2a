import { rm } from "node:fs/promises";
import { virsh } from "../support/host/command";
import { testInterface, testName } from "../support/host/names";
import { virshWithXml } from "../support/host/virshWithXml";
import { Stack } from "../support/stack/stack";
import { programOf, UNHARMED, WitnessedStack } from "./witnessedStack";

jest.setTimeout(300_000);

const name = testName("drift");

const dhcpHosts = { "xp-1": { mac: "52:54:00:aa:00:01", address: "10.213.9.9" } };
const network = {
    title: "A",
    bridge: testInterface("d"),
    macAddress: "52:54:00:aa:bb:01",
    ipv4: {
        address: "10.213.9.1",
        prefixLength: 24,
        dhcp: true,
        dns: true,
        dhcpHosts,
        dnsHosts: { a: "10.213.9.9" },
    },
    autostart: true,
    active: true,
};
const match = { protocolid: "0x0806", arpsrcmacaddr: "52:54:00:AA:BB:CC" };
const filter = {
    chain: "root",
    rules: [
        {
            action: "drop",
            direction: "inout",
            protocol: "arp",
            match: { arpsrcmacaddr: match.arpsrcmacaddr },
        },
        { action: "drop", direction: "inout", protocol: "mac" },
    ],
};
const pool = { autostart: true, active: true };

let witnessed: WitnessedStack;

beforeAll(async () => {
    witnessed = await WitnessedStack.start(name, "drift", { network, filter, pool });
    // Foreign elements, only in the definition: none of them needs a restart.
    await edit("net", (xml) =>
        FOREIGN.reduce((text, [before, own]) => text.replace(before, own + before), xml),
    );
});

afterAll(() => witnessed.stack.dispose());

const FOREIGN: readonly [before: string, own: string][] = [
    ["    <host ip=", "    <txt name='foreign' value='kept'/>\n"],
    [
        "</network>",
        "  <portgroup name='fast'>\n    <bandwidth>\n      <inbound average='1000'/>\n    </bandwidth>\n  </portgroup>\n",
    ],
];

type Kind = "net" | "nwfilter";

const dump = (kind: Kind) =>
    kind === "net" ? virsh("net-dumpxml", name, "--inactive") : virsh("nwfilter-dumpxml", name);

/** Changes a definition behind Pulumi's back. */
async function edit(kind: Kind, change: (xml: string) => string): Promise<void> {
    const xml = await dump(kind);
    const edited = change(xml);
    expect(edited).not.toBe(xml);
    await virshWithXml(`${kind}-define`, edited);
}

const replaced = (from: string | RegExp, to: string) => (xml: string) => xml.replace(from, to);
const editNetwork = (from: string | RegExp, to: string) => () => edit("net", replaced(from, to));
const editFilter = (from: string | RegExp, to: string) => () =>
    edit("nwfilter", replaced(from, to));

/** Paths of the inputs that a preview wants to change, by resource. */
async function differences(): Promise<Record<string, string[]>> {
    const { steps } = JSON.parse(await witnessed.stack.succeed("preview", "--json")) as {
        steps: { op: string; urn: string; detailedDiff?: Record<string, unknown> }[]; // the CLI's documented form
    };
    const changed = steps.filter(({ op }) => op !== "same");
    return Object.fromEntries<string[]>(
        changed.map(({ urn, detailedDiff }) => [
            urn.split("::").at(-1) ?? "",
            Object.keys(detailedDiff ?? {}).sort(),
        ]),
    );
}

const DRIFTS: [paths: Record<string, string[]>, (() => Promise<unknown>)[]][] = [
    [
        {
            network: ["autostart", "title"],
            filter: ["rules[0].match.arpsrcmacaddr"],
            pool: ["autostart"],
        },
        [
            editNetwork(/title="A"/, 'title="B"'),
            () => virsh("net-autostart", name, "--disable"),
            editFilter("52:54:00:aa:bb:cc", "52:54:00:aa:bb:cd"),
            () => virsh("pool-autostart", name, "--disable"),
        ],
    ],
    [
        {
            network: ["bridge", "macAddress"],
            filter: ["chain", "rules[1].match.protocolid"],
            pool: ["active"],
        },
        [
            editNetwork(testInterface("d"), testInterface("e")),
            editNetwork("52:54:00:aa:bb:01", "52:54:00:aa:bb:02"),
            editFilter("chain='root'", "chain='mac'"),
            editFilter("<mac/>", "<mac protocolid='ipv4'/>"),
            () => virsh("pool-destroy", name),
        ],
    ],
    [
        {
            network: ["ipv4.dhcpHosts.xp-1.mac", "ipv4.dnsHosts.a", "ipv4.prefixLength"],
            filter: ["rules"],
        },
        [
            editNetwork("52:54:00:aa:00:01", "52:54:00:aa:00:02"),
            editNetwork("<host ip='10.213.9.9'>", "<host ip='10.213.9.8'>"),
            editNetwork("prefix='24'", "prefix='23'"),
            editFilter("</filter>", "<rule action='accept' direction='out'><all/></rule></filter>"),
        ],
    ],
    [
        { network: ["ipv4.dhcp", "ipv4.dhcpHosts.xp-1"] },
        [editNetwork(/ *<dhcp>[^]*<\/dhcp>\n/, "")],
    ],
    [{ network: ["ipv4"] }, [editNetwork(/ *<ip [^]*<\/ip>\n/, "")]],
    [{ network: ["active"] }, [() => virsh("net-destroy", name)]],
    [
        { network: ["ipv4.dhcpHosts.xp-1"] },
        [
            () =>
                virsh(
                    "net-update",
                    name,
                    "delete",
                    "ip-dhcp-host",
                    "<host name='xp-1'/>",
                    "--live",
                ),
        ],
    ],
];

test.each(DRIFTS)("a refresh finds %j, and the next up fixes it", async (paths, changes) => {
    for (const change of changes) await change();
    await witnessed.stack.refresh();
    expect(await differences()).toEqual(paths);
    await witnessed.stack.up();
    expect(await witnessed.isSettled()).toBe(true);
    expect(await witnessed.report()).toEqual(UNHARMED);
});

test("foreign elements survive all of it", async () => {
    const xml = await dump("net");
    expect(FOREIGN.map(([, own]) => xml.includes(own))).toEqual([true, true]);
});

test("recreates a removed network, and plugs the guest in", async () => {
    await virsh("net-destroy", name);
    await virsh("net-undefine", name);
    await witnessed.stack.refresh();
    await witnessed.stack.up();
    expect(await witnessed.isSettled()).toBe(true);
    expect(await witnessed.report()).toEqual(UNHARMED);
});

test.each(["uuid", "name"])("another stack imports all three by their %s", async (by) => {
    const [ofNetwork, ofPool] = await Promise.all([
        virsh("net-uuid", name),
        virsh("pool-uuid", name),
    ]);
    const [, ofFilter] = /<uuid>(.*)<\/uuid>/.exec(await dump("nwfilter")) ?? [];
    const ids = by === "name" ? [name, name, name] : [ofNetwork.trim(), ofFilter, ofPool.trim()];
    const [networkId, filterId, poolId] = ids;
    const declared = {
        network: { ...network, import: networkId },
        filter: { ...filter, import: filterId },
        pool: { ...pool, import: poolId },
    };
    const stack = await Stack.create({
        project: `import-${by}`,
        program: programOf(name, declared),
    });
    await stack.up();
    expect(await stack.preview()).toEqual({ same: 5 });
    await stack.succeed("stack", "rm", "--yes", "--force");
    await rm(stack.folder, { recursive: true });
});
