import { nameTaken } from "../../errors";
import type { Domain as LibvirtDomain } from "../../libvirt";
import type { Domain } from "../../schema/domain/domain";
import { shutDownDomain } from "./domainPower";
import { isActive } from "../../libvirt/handles";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";

/**
 * Gives a domain the name of its inputs. libvirt renames only what is off, so what runs is shut down for it: whether it was,
 * the result says.
 */
export async function renameDomain(
    domain: LibvirtDomain,
    { name = "", shutdownTimeoutSeconds }: Domain,
    context: CallContext,
): Promise<boolean> {
    if (domain.name === name) return false;
    const { libvirt } = context;
    const other = await ignoreNotFound(libvirt.call("domainLookupByName", { name }));
    if (other !== undefined) throw nameTaken({ kind: "Domain", name, which: `UUID ${other.uuid}` });
    const runs = isActive(domain);
    if (runs) await shutDownDomain(domain, shutdownTimeoutSeconds, context);
    await libvirt.call("domainRename", { domain, name });
    return runs;
}
