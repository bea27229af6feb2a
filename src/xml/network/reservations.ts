import { element, type Element } from "../tree/element";
import { subnetIn } from "./networkSubnet";
import { all, first } from "../tree/query";

/** An address that a network's DHCP reserves for one MAC address. */
export interface Reservation {
    readonly mac: string;
    readonly address: string;
}

/** Endless: a renewal would need ARP, which the smallest filter has no reason to allow. */
export const endlessLease = () => element("lease", { expiry: 0 });

/**
 * An entry without a name, unlike those that a program declares; libvirt refuses two entries with the same MAC or IP
 * address. The entry has its own lease time, because dnsmasq's default without a range is an hour.
 */
export const reservationXml = ({ mac, address }: Reservation): Element =>
    element("host", { mac, ip: address }, endlessLease());

/**
 * Whether a network leases only reserved addresses. dnsmasq serves DHCP if there is a range or an entry. The provider
 * adds an entry for the bridge itself, which keeps dnsmasq serving and marks the network while no guest is there.
 */
export function isReservedOnly(network: Element): boolean {
    const subnet = subnetIn(network);
    if (subnet === undefined) return false;
    const { ip } = subnet;
    return first(ip, "dhcp", "range") === undefined && first(ip, "dhcp", "host") !== undefined;
}

/** The addresses reserved for interfaces of domains. */
export const reservationsIn = (network: Element): Reservation[] =>
    hostEntries(network).flatMap((host) => reservationOf(host, subnetIn(network)?.address));

/** All other entries: declared, the bridge's own, or another program's. */
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
