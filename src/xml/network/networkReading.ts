import type { Element } from "../tree/element";
import { titleOf } from "../mark";
import { isIpv4, subnetIn } from "./networkSubnet";
import { all, attributesAt, first, textAt } from "../tree/query";
import { reading, type Reading } from "../tree/reading";
import { isReservedOnly } from "./reservations";

/** The inputs that a network's XML holds. */
export function readNetwork(network: Element): Reading {
    return reading({
        name: textAt(network, "name"),
        uuid: textAt(network, "uuid"),
        title: titleOf(network),
        forward: readForward(network),
        bridge: attributesAt(network, "bridge")["name"],
        macAddress: attributesAt(network, "mac")["address"],
        ipv4: readIpv4(network),
    });
}

/** Keeps modes unknown to the schema as they are, also "bridge" for a NIC without a bridge, where no filter works. */
function readForward(network: Element): Reading | undefined {
    const { mode } = attributesAt(network, "forward");
    const isKnown = mode === "nat" || (mode === "bridge" && first(network, "bridge") !== undefined);
    return isKnown ? { mode } : undefined;
}

function readIpv4(network: Element): Reading | undefined {
    const subnet = subnetIn(network);
    if (subnet === undefined) return undefined;
    const { ip, address, prefixLength } = subnet;
    return {
        address,
        prefixLength,
        dhcp: first(ip, "dhcp", "range") !== undefined || isReservedOnly(network),
        reservedOnly: isReservedOnly(network),
        // libvirt's default is to answer.
        dns: attributesAt(network, "dns")["enable"] !== "no",
        dhcpHosts: Object.fromEntries(all(ip, "dhcp", "host").flatMap(dhcpHost)),
        dnsHosts: Object.fromEntries(all(network, "dns", "host").flatMap(dnsHosts)),
    };
}

/** Entries without a name are reservations; entries without an address do not exist in the schema. */
function dhcpHost({ attributes }: Element): [string, Reading][] {
    const { name, mac, ip } = attributes;
    if (name === undefined || mac === undefined || ip === undefined) return [];
    return [[name, { mac, address: ip }]];
}

function dnsHosts(host: Element): [string, string][] {
    const { ip = "" } = host.attributes;
    if (!isIpv4(ip)) return [];
    return all(host, "hostname").flatMap((name) => {
        const text = textAt(name);
        return text === undefined ? [] : [[text, ip]];
    });
}
