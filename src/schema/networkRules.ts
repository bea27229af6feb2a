import { Ipv4Address } from "./leaves";
import type { Network } from "./network";
import type { Issue } from "./resource";
import { addressAt, broadcastOf, isInSubnet, networkOf, subnetOf } from "./subnet";

export function dnsNeedsDhcp(network: Network): Issue[] {
    return network.ipv4?.dns === true && !network.ipv4.dhcp
        ? [{ path: ["ipv4", "dns"], message: "must be false when dhcp is false" }]
        : [];
}

/** Those that are chosen lie inside a /10. */
export function wideSubnetIsNamed({ ipv4 }: Network): Issue[] {
    return ipv4 !== undefined && ipv4.address === undefined && ipv4.prefixLength < 10
        ? [{ path: ["ipv4", "address"], message: "is required when prefixLength is less than 10" }]
        : [];
}

/** A subnet's first and last address are nobody's, and DHCP leases those above the host's. */
export function addressIsOfAHost({ ipv4 }: Network): Issue[] {
    if (ipv4?.address === undefined || !isKnown(ipv4.address, ipv4.prefixLength)) return [];
    const { address, prefixLength, dhcp } = ipv4;
    const path = ["ipv4", "address"];
    const last = broadcastOf(address, prefixLength);
    if (address === last || address === networkOf(address, prefixLength))
        return [{ path, message: "must not be the first or last address of its subnet" }];
    return dhcp && address === addressAt(last, -1)
        ? [{ path, message: "must leave addresses above it for DHCP to lease" }]
        : [];
}

/** Nobody can tell beforehand what is inside a subnet that is chosen at creation. */
export function dhcpHostsNeedDhcp({ ipv4 }: Network): Issue[] {
    if (ipv4 === undefined || !hasEntries(ipv4.dhcpHosts)) return [];
    if (!ipv4.dhcp)
        return [{ path: ["ipv4", "dhcpHosts"], message: "must be empty when dhcp is false" }];
    return ipv4.address === undefined
        ? [{ path: ["ipv4", "address"], message: "is required when dhcpHosts has entries" }]
        : [];
}

export function dhcpHostsFit({ ipv4 }: Network): Issue[] {
    const { address = "", prefixLength = 0, dhcpHosts = {} } = ipv4 ?? {};
    if (!isKnown(address, prefixLength)) return [];
    const subnet = subnetOf(address, prefixLength);
    const nobodys = [networkOf, broadcastOf].map((end) => end(address, prefixLength));
    return Object.entries(dhcpHosts).flatMap(([name, host]) => {
        if (!isKnown(host.address, prefixLength)) return [];
        const path = ["ipv4", "dhcpHosts", name, "address"];
        if (!isInSubnet(host.address, subnet))
            return [{ path, message: `must be inside the subnet ${subnet}` }];
        return [address, ...nobodys].includes(host.address)
            ? [{ path, message: "must be neither the host's, nor the subnet's first or last" }]
            : [];
    });
}

export function dhcpHostsDiffer({ ipv4 }: Network): Issue[] {
    const hosts = Object.entries(ipv4?.dhcpHosts ?? {});
    return (["mac", "address"] as const).flatMap((field) =>
        hosts.flatMap(([name, host], index) => {
            const earlier = hosts.slice(0, index).find(([, other]) => other[field] === host[field]);
            if (earlier === undefined) return [];
            const path = ["ipv4", "dhcpHosts", name, field];
            return [{ path, message: `must differ from that of "${earlier[0]}"` }];
        }),
    );
}

export function dnsHostsNeedDns({ ipv4 }: Network): Issue[] {
    return ipv4 !== undefined && !ipv4.dns && hasEntries(ipv4.dnsHosts)
        ? [{ path: ["ipv4", "dnsHosts"], message: "must be empty when dns is false" }]
        : [];
}

/** In place of an object that is not known yet stands something without fields. */
const hasEntries = (record: object | undefined) => Object.keys(record ?? {}).length > 0;

/** Either may be known only after something else is made. */
const isKnown = (address: string, prefixLength: number) =>
    Ipv4Address.safeParse(address).success && typeof prefixLength === "number";
