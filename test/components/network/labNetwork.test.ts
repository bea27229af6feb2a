import * as pulumi from "@pulumi/pulumi";
import { LabNetwork, type LabNetworkArgs } from "../../../src/components/network/labNetwork";
import { NOT_PUBLIC } from "../../../src/schema/network/publicIpv4";
import { reachRules, RISK, type Reach } from "../../../src/xp/reach/reach";
import { promiseOf, recordResources, type Recorded } from "../recording";

let record: Record<string, Recorded>;

beforeEach(async () => {
    record = await recordResources();
});

afterEach(() => {
    jest.restoreAllMocks();
});

const ENDS = {
    hostAddress: "10.64.3.1",
    hostMac: "52:54:00:00:00:01",
    subnet: "10.64.3.0/24",
};

/** Nobody gets an address who has none reserved. */
const RESERVED = { reservedOnly: true };

test.each<[Reach | undefined, Reach, boolean, object]>([
    ["nothing", "nothing", true, { name: "lan-dev", title: "lan of stack dev, reach nothing" }],
    [
        "dhcp",
        "dhcp",
        true,
        { name: "lan-dev", title: "lan of stack dev, reach dhcp", ipv4: RESERVED },
    ],
    [
        "guests",
        "guests",
        false,
        { name: "lan-dev", title: "lan of stack dev, reach guests", ipv4: RESERVED },
    ],
    [
        undefined,
        "dhcp",
        true,
        { name: "lan-dev", title: "lan of stack dev, reach dhcp", ipv4: RESERVED },
    ],
])("of reach %s", async (given, reach, isolatedPorts, network) => {
    const lan = new LabNetwork("lan", given === undefined ? {} : { reach: given });
    expect(await promiseOf(lan.filter)).toBe("lan-dev");
    expect(await promiseOf(lan.network)).toBe("lan-dev");
    expect([lan.reach, lan.isolatedPorts, lan.linkUp]).toEqual([
        reach,
        isolatedPorts,
        reach !== "nothing",
    ]);
    expect(record["lan-network"]?.inputs).toEqual(network);
    expect(record["lan-filter"]?.inputs).toEqual({
        name: "lan-dev",
        rules: reachRules(reach, ENDS),
    });
});

test("of reach internet: NAT, and a filter that closes what is not public and the host", async () => {
    const lan = new LabNetwork("lan", { reach: "internet", accept: RISK, resolver: true });
    await promiseOf(lan.filter);
    expect(record["lan-network"]?.inputs).toEqual({
        name: "lan-dev",
        title: "lan of stack dev, reach internet, resolver",
        ipv4: { ...RESERVED, dns: true },
        forward: { mode: "nat" },
    });
    const closed = [...NOT_PUBLIC, "44.128.1.1/32"];
    expect(record["lan-filter"]?.inputs).toEqual({
        name: "lan-dev",
        rules: reachRules("internet", { ...ENDS, closed, resolver: true }),
    });
});

test("an open port is in the filter", async () => {
    const lan = new LabNetwork("lan", { open: [{ port: 445, from: "host" }] });
    await promiseOf(lan.filter);
    expect(record["lan-filter"]?.inputs).toEqual({
        name: "lan-dev",
        rules: reachRules("dhcp", { ...ENDS, open: [445] }),
    });
});

test("what decides cannot be an Output", () => {
    const args = { reach: "internet", accept: pulumi.output("no") } as unknown as LabNetworkArgs;
    expect(() => new LabNetwork("lan", args)).toThrow(
        new pulumi.RunError(
            [
                'LabNetwork "lan" cannot be made:',
                "  arguments must have a plain value for accept, not an Output: it decides which resources exist [output-where-plain]",
            ].join("\n"),
        ),
    );
});

test("one that belongs to no lab is held to the policy of all", () => {
    process.env["XPLAB_MAX_REACH"] = "dhcp";
    try {
        expect(() => new LabNetwork("lan", { reach: "guests" })).toThrow(
            new pulumi.RunError(
                [
                    'LabNetwork "lan" cannot be made:',
                    '  reach must be "nothing" or "dhcp", not "guests": the environment variable XPLAB_MAX_REACH allows no more [reach-above-policy]',
                ].join("\n"),
            ),
        );
    } finally {
        delete process.env["XPLAB_MAX_REACH"];
    }
});

test("of reach interface: the bridge of the host, and a filter that knows the host's MAC addresses", async () => {
    const lan = new LabNetwork("lan", { reach: "interface", interface: "br0", accept: RISK });
    await promiseOf(lan.filter);
    expect(record["lan-network"]?.inputs).toEqual({
        name: "lan-dev",
        title: "lan of stack dev, reach interface",
        bridge: "br0",
        forward: { mode: "bridge" },
    });
    const { hostMac } = ENDS;
    expect(record["lan-filter"]?.inputs).toEqual({
        name: "lan-dev",
        rules: reachRules("interface", { hostMac, hostMacs: ["02:00:00:00:00:07"] }),
    });
});

// What a program without types, or configuration, may say.
test("refuses anything but the very words, and everything else at once", () => {
    const networks: Record<string, LabNetworkArgs> = {
        yes: JSON.parse('{ "reach": "internet", "accept": "yes" }') as LabNetworkArgs,
        silent: { reach: "interface", resolver: true },
    };
    expect(() => new LabNetwork("lan", networks["yes"])).toThrow(
        'LabNetwork "lan" cannot be made:\n  accept must be "XP on this network can be taken over", not "yes" [not-one-of]',
    );
    expect(() => new LabNetwork("lan", networks["silent"])).toThrow(
        `LabNetwork "lan" cannot be made:
  accept must be "XP on this network can be taken over" when reach is "interface" [risk-not-accepted]
  interface must name a bridge of the host when reach is "interface" [bridge-not-named]
  resolver must be absent when reach is "interface" [not-with-reach]`,
    );
});
