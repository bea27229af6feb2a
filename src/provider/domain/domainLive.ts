import { DomainAffect, DomainMetadata } from "../../libvirt/flags";
import type { Domain } from "../../schema/domain/domain";
import type { Change } from "../../schema/core/effects";
import { forUpdate } from "../../xml/domain/deviceUpdate";
import { domainXml, type DomainDefaults } from "../../xml/domain/write/domain";
import { print, type Element } from "../../xml/tree/element";
import { merge } from "../../xml/merge/merge";
import { first } from "../../xml/tree/query";
import { withChanges } from "../lifecycle/diff";
import { forgetDomain } from "../storage/hostFiles";
import { readLive, type DomainView } from "./domainView";
import { changeLimits, isLimit } from "./limits/limits";
import type { CallContext } from "../lifecycle/resource";

/** Applies changes that need no restart to a running guest. */
export async function changeLive(
    view: DomainView,
    changes: readonly Change[],
    news: Domain,
    defaults: DomainDefaults,
    { libvirt }: CallContext,
): Promise<void> {
    const { ref: domain } = view;
    for (const type of ["title", "description"] as const)
        if (changes.some(({ path }) => path === type))
            await libvirt.call("domainSetMetadata", {
                domain,
                type: DomainMetadata[type],
                metadata: news[type],
                flags: DomainAffect.LIVE,
            });
    const limits = changes.filter(isLimit);
    await changeLimits(libvirt, domain, limits, news);
    const others = changes.filter((change) => !isLimit(change));
    for (const device of changedDevices(view, others, news, defaults))
        await libvirt.call("domainUpdateDeviceFlags", {
            domain,
            xml: print(forUpdate(device)),
            flags: DomainAffect.LIVE,
        });
    forgetDomain(libvirt, domain.uuid);
}

/** The changed devices of the running guest, otherwise as they are. */
function changedDevices(
    view: DomainView,
    changes: readonly Change[],
    news: Domain,
    defaults: DomainDefaults,
): Element[] {
    const { live } = view;
    const has = readLive(view, { ...news });
    if (live === undefined || has === undefined || changes.length === 0) return [];
    // Read from the host, not validated: the schema might refuse it.
    const trees = [has, withChanges(has, changes)].map((one) => domainXml(one as Domain, defaults));
    const [old = live, wanted = live] = trees;
    const before = new Set(devicesIn(live));
    return devicesIn(merge(live, old, wanted)).filter((device) => !before.has(device));
}

const devicesIn = (domain: Element) =>
    first(domain, "devices")?.children.filter((child) => typeof child !== "string") ?? [];
