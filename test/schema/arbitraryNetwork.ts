import * as fc from "fast-check";
import type { Network } from "../../src/schema/network/network";
import type { FilterRule, NetworkFilter } from "../../src/schema/network/networkFilter";
import type { Pool } from "../../src/schema/pool";
import { addressAt } from "../../src/schema/network/subnet";

const octet = fc.stringMatching(/^[0-9a-f]{2}$/);

const mac = fc.tuple(octet, octet, octet).map((octets) => `52:54:00:${octets.join(":")}`);
const uuid = fc.uuid();
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const hostName = fc.stringMatching(/^[A-Za-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const text = fc.stringMatching(/^[ -~äß"'<>&]{1,30}$/);

/** Addresses of one subnet, none of them twice. */
const hosts = fc
    .uniqueArray(fc.tuple(hostName, mac, fc.integer({ min: 1, max: 1000 })), {
        selector: ([key]) => key,
        maxLength: 4,
    })
    .map((found) =>
        Object.fromEntries(
            found.map(([key, its, offset], index) => [
                key,
                { mac: its, address: addressAt("10.1.0.1", offset * 4 + index) },
            ]),
        ),
    );

const dnsHosts = fc.dictionary(hostName, fc.constantFrom("10.1.0.9", "10.2.0.9", "192.168.1.1"));

const ipv4 = fc
    .record({
        address: fc.constant("10.1.0.1"),
        prefixLength: fc.integer({ min: 8, max: 20 }),
        dhcp: fc.boolean(),
        reservedOnly: fc.boolean(),
        dns: fc.boolean(),
        dhcpHosts: hosts,
        dnsHosts,
    })
    .map((found) => ({
        ...found,
        reservedOnly: found.dhcp && found.reservedOnly,
        dhcpHosts: found.dhcp ? found.dhcpHosts : {},
        dnsHosts: found.dns ? found.dnsHosts : {},
    }));

/** The XML does not tell of the rest. */
type InXml<T, K extends keyof T> = Omit<T, K>;

type AnyNetwork = fc.Arbitrary<InXml<Network, "autostart" | "active">>;

const bridge = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,14}$/);

const ownBridge: AnyNetwork = fc.record(
    { name, uuid, title: text, bridge, macAddress: mac, ipv4 },
    { requiredKeys: ["name", "uuid"] },
);

const forwarded: AnyNetwork = fc.record({
    name,
    uuid,
    forward: fc.constant({ mode: "nat" }),
    ipv4,
});

const hostsBridge: AnyNetwork = fc.record({
    name,
    uuid,
    forward: fc.constant({ mode: "bridge" }),
    bridge,
});

export const arbitraryNetwork = fc.oneof(ownBridge, forwarded, hostsBridge);

export const arbitraryPool: fc.Arbitrary<InXml<Pool, "autostart" | "active">> = fc.record({
    name,
    uuid,
    path: text.map((rest) => `/${rest}`),
});

const rule: fc.Arbitrary<FilterRule> = fc.record({
    action: fc.constantFrom("accept", "drop", "reject"),
    direction: fc.constantFrom("in", "out", "inout"),
    priority: fc.integer({ min: -1000, max: 1000 }),
    protocol: fc.constantFrom("mac", "arp", "ip", "tcp", "udp-ipv6"),
    match: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), text),
});

export const arbitraryFilter: fc.Arbitrary<NetworkFilter> = fc.record({
    name,
    uuid,
    chain: fc.constantFrom("root", "mac", "arp-xp"),
    rules: fc.array(rule, { maxLength: 5 }),
});
