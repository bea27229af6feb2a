import { prefixLengthOf } from "../../schema/network/subnet";
import type { Element } from "../tree/element";
import { all } from "../tree/query";

/** The first IPv4 subnet of a network, with a prefix or a netmask. */
export function subnetIn(network: Element) {
    const ip = all(network, "ip").find(({ attributes }) => isIpv4(attributes["address"]));
    if (ip === undefined) return undefined;
    const { address = "", prefix, netmask } = ip.attributes;
    const prefixLength = prefix === undefined ? prefixLengthOf(netmask) : Number(prefix);
    return { ip, address, prefixLength };
}

export const isIpv4 = (address: string | undefined) => address?.includes(".") === true;
