import { isOperationInvalid } from "./errors";
import type { Domain } from "./handles";
import type { Libvirt } from "./libvirt";

/** Powers a domain off, at once. */
export async function destroyDomain(libvirt: Libvirt, domain: Domain): Promise<void> {
    try {
        await libvirt.call("domainDestroyFlags", { domain });
    } catch (error) {
        // It is off.
        if (!isOperationInvalid(error)) throw error;
    }
}
