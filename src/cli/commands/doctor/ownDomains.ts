import { DomainXml } from "../../../libvirt/flags";
import { ignoreNotFound } from "../../../libvirt/ignoreNotFound";
import type { Element } from "../../../xml/tree/element";
import { urnOf } from "../../../xml/mark";
import { parse } from "../../../xml/tree/parse";
import type { Probe } from "./check";

/** A domain of xplab's provider, with the definition for its next start. */
export interface OwnDomain {
    readonly name: string;
    readonly definition: Element;
}

export async function ownDomains(probe: Probe): Promise<OwnDomain[]> {
    const host = await probe.libvirt();
    const domains = await host.call("connectListAllDomains", {});
    const own = domains.map(async (domain) => {
        const flags = DomainXml.INACTIVE;
        const xml = await ignoreNotFound(host.call("domainGetXMLDesc", { domain, flags }));
        const definition = xml === undefined ? undefined : parse(xml);
        const isOurs = definition !== undefined && urnOf(definition) !== undefined;
        return isOurs ? [{ name: domain.name, definition }] : [];
    });
    return (await Promise.all(own)).flat();
}
