import { domainRefused } from "../../errors";
import { LibvirtError, type Domain as LibvirtDomain, type Libvirt } from "../../libvirt";
import { DomainDefine } from "../../libvirt/flags";
import type { Domain } from "../../schema/domain/domain";
import { withActiveLayers } from "../../xml/domain/activeLayer";
import { domainXml, type DomainDefaults } from "../../xml/domain/write/domain";
import { withDisksInOrder } from "../../xml/domain/diskOrder";
import { print, type Element } from "../../xml/tree/element";
import { merge } from "../../xml/merge/merge";
import { screenPort } from "../../xml/domain/screen";
import { START_LIMIT } from "./accelerator/accelerator";
import type { DomainView } from "./domainView";
import { forgetDomain } from "../storage/hostFiles";

/**
 * Stores a definition. VALIDATE, because libvirt silently drops elements that it does not know.
 *
 * @param frozen Images under an active layer. The definition names the images, as the program does.
 */
export async function defineDomain(
    libvirt: Libvirt,
    name: string | undefined,
    definition: Element,
    frozen: readonly string[] = [],
): Promise<LibvirtDomain> {
    try {
        const flags = DomainDefine.VALIDATE;
        const layered = withActiveLayers(definition, new Set(frozen));
        const xml = print(withDisksInOrder(layered));
        const domain = await libvirt.call("domainDefineXMLFlags", { xml, flags }, START_LIMIT);
        forgetDomain(libvirt, domain.uuid);
        return domain;
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        throw domainRefused({ name: name ?? "", reason: error.message }, { cause: error });
    }
}

/** Stores the screen port that libvirt picked at the first start, so that the domain keeps it. */
export async function keepScreenPort(
    libvirt: Libvirt,
    { stored, live, frozen }: DomainView,
    domain: Domain,
    defaults: DomainDefaults,
): Promise<void> {
    const port = live && screenPort(live);
    if (port === undefined || screenPort(stored) !== undefined) return;
    const withoutPort = domainXml(domain, { ...defaults, screenPort: undefined });
    const withPort = domainXml(domain, { ...defaults, screenPort: port });
    const definition = merge(stored, withoutPort, withPort);
    await defineDomain(libvirt, domain.name, definition, frozen);
}
