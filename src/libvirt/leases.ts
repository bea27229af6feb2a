import { isNotFound, isOperationInvalid } from "./errors";
import { AddressesSource } from "./flags";
import type { Domain } from "./handles";
import type { Libvirt } from "./libvirt";

/** The addresses that libvirt's DHCP server has leased to a domain, by MAC; empty if it is off or gone. */
export async function leasesByMac(
    libvirt: Pick<Libvirt, "call">,
    domain: Domain,
): Promise<Map<string, string[]>> {
    const leases = await leasesOf(libvirt, domain);
    return new Map(leases.map(({ macAddress, addresses }) => [macAddress, addresses] as const));
}

export interface Lease {
    /** The interface on the host, such as vnet7. */
    readonly tap: string;
    readonly macAddress: string;
    readonly addresses: string[];
}

/** The same, with the host's interfaces. */
export async function leasesOf(libvirt: Pick<Libvirt, "call">, domain: Domain): Promise<Lease[]> {
    try {
        const source = AddressesSource.LEASE;
        const interfaces = await libvirt.call("domainInterfaceAddresses", { domain, source });
        return interfaces.flatMap(({ name: tap, macAddress, addresses }) =>
            macAddress === undefined
                ? []
                : [{ tap, macAddress, addresses: addresses.map(({ address }) => address) }],
        );
    } catch (error) {
        if (isOperationInvalid(error) || isNotFound(error)) return [];
        throw error;
    }
}
