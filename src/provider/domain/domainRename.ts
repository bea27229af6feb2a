import { nameTaken } from "../../errors";
import type { Domain as LibvirtDomain, Libvirt } from "../../libvirt";
import type { Domain } from "../../schema/domain/domain";
import { shutDownDomain } from "./domainPower";
import { isActive } from "../../libvirt/handles";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";

/**
 * Renames a domain to its declared name. libvirt renames only domains that are off, so a running guest is shut down.
 *
 * @returns Whether the guest was shut down.
 */
export async function renameDomain(
    domain: LibvirtDomain,
    { name = "", shutdownTimeoutSeconds }: Domain,
    context: CallContext,
): Promise<boolean> {
    if (domain.name === name) return false;
    const { libvirt } = context;
    await refuseTakenName(libvirt, name);
    const isRunning = isActive(domain);
    if (isRunning) await shutDownDomain(domain, shutdownTimeoutSeconds, context);
    await libvirt.call("domainRename", { domain, name });
    return isRunning;
}

export async function refuseTakenName(libvirt: Libvirt, name: string): Promise<void> {
    const other = await ignoreNotFound(libvirt.call("domainLookupByName", { name }));
    if (other !== undefined) throw nameTaken({ kind: "Domain", name, which: `UUID ${other.uuid}` });
}
