import type { Libvirt, Network } from "../../libvirt";
import {
    NetworkUpdateAffect,
    NetworkUpdateCommand,
    NetworkUpdateSection,
} from "../../libvirt/flags";
import { print, type Element } from "../../xml/tree/element";
import { all } from "../../xml/tree/query";

/** The parts of a definition that can change while the network runs. */
const SECTIONS = [
    { section: NetworkUpdateSection.IP_DHCP_HOST, path: ["ip", "dhcp", "host"] },
    { section: NetworkUpdateSection.DNS_HOST, path: ["dns", "host"] },
    // After the entries: dnsmasq serves DHCP while there is either. libvirt restarts it for this one.
    { section: NetworkUpdateSection.IP_DHCP_RANGE, path: ["ip", "dhcp", "range"] },
] as const;

/** libvirt's value for the first subnet with DHCP. */
const FIRST_SUBNET = -1;

/** Changes the DHCP and DNS hosts of a running network from one definition to another. */
export async function changeHosts(
    libvirt: Libvirt,
    network: Network,
    from: Element,
    to: Element,
): Promise<void> {
    for (const { section, path } of SECTIONS) {
        const [before, after] = [from, to].map((xml) => all(xml, ...path).map((one) => print(one)));
        await updateSection(libvirt, network, section, {
            gone: without(before, after).map(onRunning),
            added: without(after, before).map(onRunning),
        });
    }
}

/** An element and the definitions, live or stored, in which it changes. */
type SectionEntry = readonly [xml: string, flags: number];

const onRunning = (xml: string): SectionEntry => [xml, NetworkUpdateAffect.LIVE];

interface SectionChange {
    readonly gone: Iterable<SectionEntry>;
    readonly added: Iterable<SectionEntry>;
}

export async function updateSection(
    libvirt: Libvirt,
    network: Network,
    section: number,
    { gone, added }: SectionChange,
): Promise<void> {
    const update = (command: number, [xml, flags]: SectionEntry) =>
        libvirt.call("networkUpdate", {
            network,
            command,
            section,
            parentIndex: FIRST_SUBNET,
            xml,
            flags,
        });
    // Removed first: libvirt refuses two entries that share a name or an address.
    for (const entry of gone) await update(NetworkUpdateCommand.DELETE, entry);
    for (const entry of added) await update(NetworkUpdateCommand.ADD_LAST, entry);
}

const without = (some: readonly string[] = [], others: readonly string[] = []) =>
    some.filter((one) => !others.includes(one));
