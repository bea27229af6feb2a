import * as errors from "../../errors";
import { Ipv4Address } from "../core/leaves";
import type { Network } from "./network";
import type { Issue } from "../core/resource";
import { addressAt, broadcastOf, isInSubnet, networkOf, subnetOf } from "./subnet";

export function validateDns(network: Network): Issue[] {
    return network.ipv4?.dns === true && !network.ipv4.dhcp
        ? [errors.dnsWithoutDhcp(["ipv4", "dns"])]
        : [];
}

/** The host routes for a subnet that it is in itself. */
export function validateNat({ forward, ipv4 }: Network): Issue[] {
    return forward?.mode === "nat" && ipv4 === undefined ? [errors.natWithoutIpv4(["ipv4"])] : [];
}

/** A bridge of the host has its addresses from the host, and its name too. */
export function validateHostBridge({ forward, bridge, ipv4 }: Network): Issue[] {
    if (forward?.mode !== "bridge") return [];
    const named = errors.bridgeNeedsName(["bridge"]);
    const bare = errors.bridgeWithIpv4(["ipv4"]);
    return [...(bridge === undefined ? [named] : []), ...(ipv4 === undefined ? [] : [bare])];
}

/** Those that are chosen lie inside a /10. */
export function validateSubnetSize({ ipv4 }: Network): Issue[] {
    return ipv4 !== undefined && ipv4.address === undefined && ipv4.prefixLength < 10
        ? [errors.wideSubnetUnnamed(["ipv4", "address"])]
        : [];
}

/** A subnet's first and last address are nobody's, and the range that DHCP leases is above the host's. */
export function validateHostAddress({ ipv4 }: Network): Issue[] {
    if (ipv4?.address === undefined || !isKnown(ipv4.address, ipv4.prefixLength)) return [];
    const { address, prefixLength, dhcp, reservedOnly } = ipv4;
    const path = ["ipv4", "address"];
    const last = broadcastOf(address, prefixLength);
    if (address === last || address === networkOf(address, prefixLength)) {
        return [errors.addressReserved(path)];
    }
    return dhcp && !reservedOnly && address === addressAt(last, -1)
        ? [errors.noRoomForDhcp(path)]
        : [];
}

export function validateReservedOnly({ ipv4 }: Network): Issue[] {
    return ipv4?.reservedOnly === true && !ipv4.dhcp
        ? [errors.reservedOnlyWithoutDhcp(["ipv4", "reservedOnly"])]
        : [];
}

/** Nobody can tell beforehand what is inside a subnet that is chosen at creation. */
export function validateDhcpHostsUsed({ ipv4 }: Network): Issue[] {
    if (ipv4 === undefined || !hasEntries(ipv4.dhcpHosts)) return [];
    if (!ipv4.dhcp) return [errors.dhcpHostsWithoutDhcp(["ipv4", "dhcpHosts"])];
    return ipv4.address === undefined ? [errors.dhcpHostsWithoutAddress(["ipv4", "address"])] : [];
}

export function validateDhcpHosts({ ipv4 }: Network): Issue[] {
    const { address = "", prefixLength = 0, dhcpHosts = {} } = ipv4 ?? {};
    if (!isKnown(address, prefixLength)) return [];
    const subnet = subnetOf(address, prefixLength);
    const nobodys = [networkOf, broadcastOf].map((end) => end(address, prefixLength));
    return Object.entries(dhcpHosts).flatMap(([name, host]) => {
        if (!isKnown(host.address, prefixLength)) return [];
        const path = ["ipv4", "dhcpHosts", name, "address"];
        if (!isInSubnet(host.address, subnet)) return [errors.dhcpHostOutside(path, { subnet })];
        return [address, ...nobodys].includes(host.address) ? [errors.dhcpHostReserved(path)] : [];
    });
}

export function validateDhcpHostsUnique({ ipv4 }: Network): Issue[] {
    const hosts = Object.entries(ipv4?.dhcpHosts ?? {});
    return (["mac", "address"] as const).flatMap((field) =>
        hosts.flatMap(([name, host], index) => {
            const earlier = hosts.slice(0, index).find(([, other]) => other[field] === host[field]);
            if (earlier === undefined) return [];
            const path = ["ipv4", "dhcpHosts", name, field];
            return [errors.dhcpHostsEqual(path, { other: earlier[0] })];
        }),
    );
}

export function validateDnsHosts({ ipv4 }: Network): Issue[] {
    return ipv4 !== undefined && !ipv4.dns && hasEntries(ipv4.dnsHosts)
        ? [errors.dnsHostsWithoutDns(["ipv4", "dnsHosts"])]
        : [];
}

/** In place of an object that is not known yet stands something without fields. */
const hasEntries = (record: object | undefined) => Object.keys(record ?? {}).length > 0;

/** Either may be known only after something else is made. */
const isKnown = (address: string, prefixLength: number) =>
    Ipv4Address.safeParse(address).success && typeof prefixLength === "number";
