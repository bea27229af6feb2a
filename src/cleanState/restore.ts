import { cleanStateNotRestored } from "../errors";
import { LibvirtError, type Domain, type Libvirt } from "../libvirt";
import { DomainSaveRestore } from "../libvirt/flags";
import { print, type Element } from "../xml/tree/element";

/** Memory is read at the speed of the disk. */
export const MEMORY_LIMIT = { timeoutMs: 30 * 60 * 1000 };

/**
 * Starts a guest from its memory file, with a definition of the present: a memory file holds the one of its time, with the
 * network of that time and without a filter that came since.
 */
export async function restoreMemory(
    libvirt: Libvirt,
    domain: Domain,
    file: string,
    stored: Element,
): Promise<void> {
    const args = { file, xml: print(stored), flags: DomainSaveRestore.RUNNING };
    try {
        await libvirt.call("domainRestoreFlags", args, MEMORY_LIMIT);
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        const facts = { domain: domain.name, reason: error.message };
        throw cleanStateNotRestored(facts, { cause: error });
    }
}
