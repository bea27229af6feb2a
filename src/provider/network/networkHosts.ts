import type { Libvirt, Network } from "../../libvirt";
import {
    NetworkUpdateAffect,
    NetworkUpdateCommand,
    NetworkUpdateSection,
} from "../../libvirt/flags";
import { print, type Element } from "../../xml/tree/element";
import { all } from "../../xml/tree/query";

/** Where a definition has what changes while the network runs. */
const SECTIONS = [
    { section: NetworkUpdateSection.IP_DHCP_HOST, path: ["ip", "dhcp", "host"] },
    { section: NetworkUpdateSection.DNS_HOST, path: ["dns", "host"] },
    // After the entries: dnsmasq serves DHCP as long as there is either. libvirt starts it anew for this one.
    { section: NetworkUpdateSection.IP_DHCP_RANGE, path: ["ip", "dhcp", "range"] },
] as const;

/** libvirt's word for the first subnet that has DHCP. */
export const FIRST_SUBNET = -1;

/** Brings the hosts in DHCP and DNS of a network that runs from one definition to another. */
export async function changeHosts(
    libvirt: Libvirt,
    network: Network,
    from: Element,
    to: Element,
): Promise<void> {
    for (const { section, path } of SECTIONS) {
        const [before, after] = [from, to].map((xml) => all(xml, ...path).map((one) => print(one)));
        const update = (command: number, xml: string) =>
            libvirt.call("networkUpdate", {
                network,
                command,
                section,
                parentIndex: FIRST_SUBNET,
                xml,
                flags: NetworkUpdateAffect.LIVE,
            });
        // Before the new ones: libvirt refuses two that share a name or an address.
        for (const xml of without(before, after)) await update(NetworkUpdateCommand.DELETE, xml);
        for (const xml of without(after, before)) await update(NetworkUpdateCommand.ADD_LAST, xml);
    }
}

const without = (some: readonly string[] = [], others: readonly string[] = []) =>
    some.filter((one) => !others.includes(one));
