import { isNotFound, isOperationInvalid } from "./errors";
import { AddressesSource } from "./flags";
import type { Domain } from "./handles";
import type { Libvirt } from "./libvirt";

/** What libvirt's DHCP server has leased to a domain, by MAC address; nothing while it is off or gone. */
export async function leasesByMac(
    libvirt: Pick<Libvirt, "call">,
    domain: Domain,
): Promise<Map<string, string[]>> {
    try {
        const source = AddressesSource.LEASE;
        const interfaces = await libvirt.call("domainInterfaceAddresses", { domain, source });
        return new Map(
            interfaces.flatMap(({ macAddress, addresses }) =>
                macAddress === undefined
                    ? []
                    : [[macAddress, addresses.map(({ address }) => address)]],
            ),
        );
    } catch (error) {
        if (isOperationInvalid(error) || isNotFound(error)) return new Map();
        throw error;
    }
}
