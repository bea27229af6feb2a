import type { Domain, Libvirt } from "../../libvirt";
import { DomainAffect, DomainXml } from "../../libvirt/flags";
import { forUpdate, hasCableOut, withCable, withoutCable } from "../../xml/domain/deviceUpdate";
import { print, type Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { macOf, nicsOf } from "../../xml/domain/nics";

type Caller = Pick<Libvirt, "call">;

/** So that one hung guest does not delay the others. */
const LIMIT = { timeoutMs: 10_000 } as const;

export interface PluggedNic {
    readonly domain: Domain;
    readonly mac: string;
}

/** Unplugs a running guest's cable; its stored definition stays. */
export const unplug = (libvirt: Caller, plug: PluggedNic): Promise<void> =>
    updateNic(libvirt, plug, withoutCable);

/** Plugs a running guest's cable in again, unless its stored definition has it unplugged. */
export async function plugIn(libvirt: Caller, plug: PluggedNic): Promise<void> {
    const { domain, mac } = plug;
    const xml = await libvirt.call("domainGetXMLDesc", { domain, flags: DomainXml.INACTIVE });
    const stored = nicsOf(parse(xml)).find((nic) => macOf(nic) === mac);
    if (stored !== undefined && hasCableOut(stored)) return;
    await updateNic(libvirt, plug, withCable);
}

/** Applies a change to a running guest's NIC in its live state. */
export async function updateNic(
    libvirt: Caller,
    { domain, mac }: PluggedNic,
    changed: (nic: Element) => Element,
): Promise<void> {
    const live = parse(await libvirt.call("domainGetXMLDesc", { domain, flags: 0 }));
    const nic = nicsOf(live).find((one) => macOf(one) === mac);
    if (nic === undefined) return;
    const xml = print(forUpdate(changed(nic)));
    await libvirt.call("domainUpdateDeviceFlags", { domain, xml, flags: DomainAffect.LIVE }, LIMIT);
}
