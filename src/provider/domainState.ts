import type { Domain as LibvirtDomain, Libvirt } from "../libvirt";
import { DomainXml, domainStates } from "../libvirt/flags";
import { leasesByMac } from "../libvirt/leases";
import { parse } from "../xml/parse";
import { screenAddress } from "../xml/screen";
import { isRecord, type Properties } from "./wire";

/** What a program cannot compute of a domain, as it is now. */
export async function observe(
    libvirt: Libvirt,
    domain: LibvirtDomain,
    inputs: Properties,
): Promise<Properties> {
    const [{ state }, xml, leases] = await Promise.all([
        libvirt.call("domainGetState", { domain }),
        liveXml(libvirt, domain),
        leasesByMac(libvirt, domain),
    ]);
    const macAddresses = macsOf(inputs);
    const addresses = Object.entries(macAddresses).map(([name, mac]) => [
        name,
        leases.get(mac) ?? [],
    ]);
    return {
        accelerator: xml.attributes["type"] === "kvm" ? "kvm" : "tcg",
        state: domainStates[state] ?? "nostate",
        macAddresses,
        addresses: Object.fromEntries(addresses),
        screen: screenAddress(xml),
    };
}

export const liveXml = async (libvirt: Libvirt, domain: LibvirtDomain) =>
    parse(await libvirt.call("domainGetXMLDesc", { domain }));

export const inactiveXml = async (libvirt: Libvirt, domain: LibvirtDomain) =>
    parse(await libvirt.call("domainGetXMLDesc", { domain, flags: DomainXml.INACTIVE }));

function macsOf({ interfaces }: Properties): Record<string, string> {
    if (!isRecord(interfaces)) return {};
    const macs = Object.entries(interfaces).flatMap(([name, nic]) =>
        isRecord(nic) && typeof nic["mac"] === "string" ? [[name, nic["mac"]] as const] : [],
    );
    return Object.fromEntries(macs);
}
