import { isOperationInvalid } from "./errors";
import type { Domain } from "./handles";
import type { Libvirt } from "./libvirt";

/** Powers a domain off immediately. */
export async function destroyDomain(libvirt: Libvirt, domain: Domain): Promise<void> {
    try {
        await libvirt.call("domainDestroyFlags", { domain });
    } catch (error) {
        // It is already off.
        if (!isOperationInvalid(error)) throw error;
    }
}
