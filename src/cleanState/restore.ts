import { cleanStateNotRestored } from "../errors";
import { LibvirtError, type Domain, type Libvirt } from "../libvirt";
import { DomainSaveRestore } from "../libvirt/flags";
import { print, type Element } from "../xml/tree/element";

/** Saving and restoring memory is as slow as the disk. */
export const MEMORY_LIMIT = { timeoutMs: 30 * 60 * 1000 };

/**
 * Starts a guest from its memory file with the current definition. The one in the memory file is as old as that file, so it may
 * name another network or lack a filter.
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
