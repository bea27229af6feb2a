import { DomainAffect, DomainMetadata, domainStates } from "../../libvirt/flags";
import type { Domain, Libvirt } from "../../libvirt";
import { storedDefinition } from "../../cleanState/reset";
import { CLEAN_NAMESPACE, CLEAN_PREFIX, markText } from "../../xml/domain/cleanMark";
import type { Element } from "../../xml/tree/element";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { isActive } from "../../libvirt/handles";

/** A domain whose clean state is taken or removed, with its stored definition. */
export interface CleanDomain {
    readonly ref: Domain;
    /** libvirt's name for the guest's state. */
    readonly state: string;
    readonly stored: Element;
}

/** Undefined when there is no such domain. */
export async function findCleanDomain(
    libvirt: Libvirt,
    uuid: string,
): Promise<CleanDomain | undefined> {
    const ref = await ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));
    if (ref === undefined) return undefined;
    const [{ state }, stored] = await Promise.all([
        libvirt.call("domainGetState", { domain: ref }),
        storedDefinition(libvirt, ref),
    ]);
    return { ref, state: domainStates[state] ?? "nostate", stored };
}

/** Marks a domain with an incomplete memory file, or with none, so that nothing resets it to an earlier state. */
export async function markDomain(
    libvirt: Libvirt,
    domain: Domain,
    file: string | undefined,
): Promise<void> {
    const flags = DomainAffect.CONFIG | (isActive(domain) ? DomainAffect.LIVE : 0);
    const args = { domain, type: DomainMetadata.element, uri: CLEAN_NAMESPACE, flags };
    await libvirt.call(
        "domainSetMetadata",
        file === undefined ? args : { ...args, metadata: markText({ file }), key: CLEAN_PREFIX },
    );
}
