import {
    isNotFound,
    isOperationInvalid,
    type Domain as LibvirtDomain,
    type Libvirt,
} from "../libvirt";
import { AddressesSource, DomainXml, domainStates } from "../libvirt/flags";
import type { Element } from "../xml/element";
import { parse } from "../xml/parse";
import { first } from "../xml/query";
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
        screen: screenOf(xml),
    };
}

export const liveXml = async (libvirt: Libvirt, domain: LibvirtDomain) =>
    parse(await libvirt.call("domainGetXMLDesc", { domain }));

export const inactiveXml = async (libvirt: Libvirt, domain: LibvirtDomain) =>
    parse(await libvirt.call("domainGetXMLDesc", { domain, flags: DomainXml.INACTIVE }));

/** TCP port on which the screen listens; undefined when it is off or has none. */
export function screenPortOf(live: Element): number | undefined {
    const port = Number(first(live, "devices", "graphics")?.attributes["port"]);
    return port > 0 ? port : undefined;
}

function screenOf(live: Element): string | undefined {
    const graphics = first(live, "devices", "graphics");
    const listen = graphics && first(graphics, "listen")?.attributes;
    if (graphics === undefined || listen === undefined) return undefined;
    const type = graphics.attributes["type"] ?? "";
    if (listen["type"] === "socket") return `${type}+unix://${listen["socket"] ?? ""}`;
    const port = screenPortOf(live);
    return port === undefined ? undefined : `${type}://${listen["address"] ?? ""}:${port}`;
}

function macsOf({ interfaces }: Properties): Record<string, string> {
    if (!isRecord(interfaces)) return {};
    const macs = Object.entries(interfaces).flatMap(([name, nic]) =>
        isRecord(nic) && typeof nic["mac"] === "string" ? [[name, nic["mac"]] as const] : [],
    );
    return Object.fromEntries(macs);
}

/** A domain that is off, or gone in the meantime, has none. */
async function leasesByMac(
    libvirt: Libvirt,
    domain: LibvirtDomain,
): Promise<Map<string, string[]>> {
    try {
        const source = AddressesSource.LEASE;
        const interfaces = await libvirt.call("domainInterfaceAddresses", { domain, source });
        return new Map(
            interfaces.map(({ macAddress = "", addresses }) => [
                macAddress,
                addresses.map(({ address }) => address),
            ]),
        );
    } catch (error) {
        if (isOperationInvalid(error) || isNotFound(error)) return new Map();
        throw error;
    }
}
