import { element, type Element } from "../tree/element";
import { subnetIn } from "./networkSubnet";
import { all, first } from "../tree/query";

/** An address that a network's DHCP keeps for one MAC address. */
export interface Reservation {
    readonly mac: string;
    readonly address: string;
}

/** Endless: a renewal would need ARP, which the smallest filter has no reason to allow. */
export const endlessLease = () => element("lease", { expiry: 0 });

/**
 * An entry without a name: those that a program declares have one, and libvirt lets no two have one MAC address or one
 * address. The lease is its own, as beside entries alone dnsmasq's would end after an hour.
 */
export const reservationXml = ({ mac, address }: Reservation): Element =>
    element("host", { mac, ip: address }, endlessLease());

/**
 * Whether a network leases nothing but what is reserved: dnsmasq serves DHCP where there is a range or an entry. One that
 * the provider makes has an entry for the bridge itself, so that it serves, and is known, with no guest there.
 */
export function isReservedOnly(network: Element): boolean {
    const subnet = subnetIn(network);
    if (subnet === undefined) return false;
    const { ip } = subnet;
    return first(ip, "dhcp", "range") === undefined && first(ip, "dhcp", "host") !== undefined;
}

/** The addresses that are reserved for interfaces of domains. */
export const reservationsIn = (network: Element): Reservation[] =>
    hostEntries(network).flatMap((host) => reservationOf(host, subnetIn(network)?.address));

/** All others: declared, the bridge's own, or somebody else's. */
export const otherHostsIn = (network: Element): Element["attributes"][] =>
    hostEntries(network)
        .filter((host) => reservationOf(host, subnetIn(network)?.address).length === 0)
        .map(({ attributes }) => attributes);

const hostEntries = (network: Element): Element[] => {
    const subnet = subnetIn(network);
    return subnet === undefined ? [] : all(subnet.ip, "dhcp", "host");
};

function reservationOf(host: Element, hostAddress: string | undefined): Reservation[] {
    const { mac, ip: address, name } = host.attributes;
    if (mac === undefined || address === undefined || name !== undefined) return [];
    const isEndless = first(host, "lease")?.attributes["expiry"] === "0";
    return isEndless && address !== hostAddress ? [{ mac: mac.toLowerCase(), address }] : [];
}
