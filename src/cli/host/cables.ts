import type { Domain, Libvirt } from "../../libvirt";
import { DomainAffect, DomainXml } from "../../libvirt/flags";
import { forUpdate, hasCableOut, withCable, withoutCable } from "../../xml/domain/deviceUpdate";
import { print, type Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { macOf, nicsOf } from "../../xml/domain/nics";

type Caller = Pick<Libvirt, "call">;

/** A guest that does not answer must not keep the others waiting. */
const LIMIT = { timeoutMs: 10_000 } as const;

export interface Plug {
    readonly domain: Domain;
    readonly mac: string;
}

/** Takes a running guest's cable out; its stored definition keeps it. */
export const takeOut = (libvirt: Caller, plug: Plug): Promise<void> =>
    change(libvirt, plug, withoutCable);

/** Plugs a running guest in again, unless its definition says that the cable is out. */
export async function plugIn(libvirt: Caller, plug: Plug): Promise<void> {
    const { domain, mac } = plug;
    const xml = await libvirt.call("domainGetXMLDesc", { domain, flags: DomainXml.INACTIVE });
    const stored = nicsOf(parse(xml)).find((nic) => macOf(nic) === mac);
    if (stored !== undefined && hasCableOut(stored)) return;
    await change(libvirt, plug, withCable);
}

/** Changes a NIC of a running guest as it is at this moment. */
export async function change(
    libvirt: Caller,
    { domain, mac }: Plug,
    how: (nic: Element) => Element,
): Promise<void> {
    const live = parse(await libvirt.call("domainGetXMLDesc", { domain, flags: 0 }));
    const nic = nicsOf(live).find((one) => macOf(one) === mac);
    if (nic === undefined) return;
    const xml = print(forUpdate(how(nic)));
    await libvirt.call("domainUpdateDeviceFlags", { domain, xml, flags: DomainAffect.LIVE }, LIMIT);
}
