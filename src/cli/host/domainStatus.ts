import { isNoDomain, type Domain, type Libvirt } from "../../libvirt";
import { domainStates } from "../../libvirt/flags";
import { leasesByMac } from "../../libvirt/leases";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { first } from "../../xml/tree/query";
import { nicsOf } from "../../xml/domain/nics";
import { screenAddress } from "../../xml/domain/screen";

export interface InterfaceStatus {
    macAddress: string;
    /** Leased by libvirt's DHCP server. */
    addresses: string[];
}

/** The current state of a domain. */
export interface DomainStatus {
    uuid: string;
    name: string;
    /** libvirt's name for it: running, paused, shutoff, crashed... */
    state: string;
    interfaces: InterfaceStatus[];
    /** The leased addresses of all interfaces. */
    addresses: string[];
    /** URL for a viewer; undefined without a screen, and while the domain is off. */
    screen: string | undefined;
}

type Caller = Pick<Libvirt, "call">;

/** The domain of this UUID; undefined when there is none. */
export async function domainStatus(
    libvirt: Caller,
    uuid: string,
): Promise<DomainStatus | undefined> {
    try {
        const domain = await libvirt.call("domainLookupByUUID", { uuid });
        return (await viewOf(libvirt, domain)).status;
    } catch (error) {
        if (isNoDomain(error)) {
            return undefined;
        }
        throw error;
    }
}

/** The state of a domain, and its definition: the live one while it runs. */
export async function viewOf(
    libvirt: Caller,
    domain: Domain,
): Promise<{ status: DomainStatus; definition: Element }> {
    const [{ state }, xml, leases] = await Promise.all([
        libvirt.call("domainGetState", { domain }),
        libvirt.call("domainGetXMLDesc", { domain }),
        leasesByMac(libvirt, domain),
    ]);
    const definition = parse(xml);
    const interfaces = interfacesOf(definition, leases);
    const status = {
        uuid: domain.uuid,
        name: domain.name,
        state: domainStates[state] ?? "nostate",
        interfaces,
        addresses: interfaces.flatMap(({ addresses }) => addresses),
        screen: screenAddress(definition),
    };
    return { status, definition };
}

function interfacesOf(
    definition: Element,
    leases: ReadonlyMap<string, string[]>,
): InterfaceStatus[] {
    return nicsOf(definition).flatMap((nic) => {
        const macAddress = first(nic, "mac")?.attributes.address;
        return macAddress === undefined
            ? []
            : [{ macAddress, addresses: leases.get(macAddress) ?? [] }];
    });
}
