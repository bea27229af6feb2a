import type { Domain, Libvirt, Network } from "../../libvirt";
import { DomainAffect, DomainXml, ListDomains } from "../../libvirt/flags";
import { isActive } from "../../libvirt/handles";
import { macOf, nicsOf } from "../../xml/domain/nics";
import { print, type Element } from "../../xml/tree/element";
import { parkingName, parkingXml } from "../../xml/network/parking";
import { parse } from "../../xml/tree/parse";
import { attributesAt } from "../../xml/tree/query";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";

/** An interface of a running guest, as it is now. */
interface Nic {
    readonly domain: Domain;
    readonly xml: Element;
}

/**
 * Stops or restarts a network under running guests. That removes its bridge, and an update of an interface to the network it
 * already has does not plug it in. So the guests are parked on another network meanwhile. After an interrupted run, the next
 * call of this function or `returnParkedGuests` finds them there.
 */
export async function withGuestsParked(
    libvirt: Libvirt,
    network: Network,
    action: () => Promise<unknown>,
): Promise<void> {
    const nics = await nicsOn(network.name, network, libvirt);
    if (nics.length > 0) {
        const parking =
            (await findParking(libvirt, network)) ?? (await makeParking(libvirt, network));
        await plugAll(nics, parking, libvirt);
    }
    try {
        await action();
    } finally {
        if (await libvirt.call("networkIsActive", { network }))
            await returnParkedGuests(libvirt, network);
    }
}

/** Plugs in the guests whose bridge is gone because their network was stopped or recreated. */
export const replugGuests = (libvirt: Libvirt, network: Network): Promise<void> =>
    withGuestsParked(libvirt, network, () => Promise.resolve());

/** Plugs in the guests that an earlier run left parked. */
export async function returnParkedGuests(libvirt: Libvirt, network: Network): Promise<void> {
    const parking = await findParking(libvirt, network);
    if (parking === undefined) return;
    await plugAll(await nicsOn(parking.name, network, libvirt), network, libvirt);
    const others = await nicsOn(parking.name, undefined, libvirt);
    if (others.length === 0) await removeParking(libvirt, network);
}

export const findParking = (libvirt: Libvirt, network: Network): Promise<Network | undefined> =>
    ignoreNotFound(libvirt.call("networkLookupByName", { name: parkingName(network.uuid) }));

export async function removeParking(libvirt: Libvirt, network: Network): Promise<void> {
    const parking = await findParking(libvirt, network);
    if (parking !== undefined)
        await ignoreNotFound(libvirt.call("networkDestroy", { network: parking }));
}

/** Transient, so that it does not survive a reboot of the host. */
const makeParking = (libvirt: Libvirt, { uuid }: Network): Promise<Network> =>
    libvirt.call("networkCreateXML", { xml: print(parkingXml(uuid)) });

/**
 * Interfaces that are on a network now. With `home`, without those that their guest's stored definition has on a network
 * other than `home`.
 */
async function nicsOn(name: string, home: Network | undefined, libvirt: Libvirt): Promise<Nic[]> {
    const domains = await libvirt.call("connectListAllDomains", { flags: ListDomains.ACTIVE });
    const nics = domains.map(async (domain) => {
        const definition = async (flags: number) =>
            parse(await libvirt.call("domainGetXMLDesc", { domain, flags }));
        const live = await ignoreNotFound(definition(0));
        const here = live === undefined ? [] : interfacesOn(live, (network) => network === name);
        if (here.length === 0 || home === undefined) return here.map((xml) => ({ domain, xml }));
        const stored = await ignoreNotFound(definition(DomainXml.INACTIVE));
        const known = [home.name, parkingName(home.uuid)];
        const elsewhere = stored && interfacesOn(stored, (network) => !known.includes(network));
        const moved = new Set(elsewhere?.map(macOf));
        return here.filter((xml) => !moved.has(macOf(xml))).map((xml) => ({ domain, xml }));
    });
    return (await Promise.all(nics)).flat();
}

function interfacesOn(domain: Element, isMeant: (network: string) => boolean): Element[] {
    return nicsOf(domain).filter((nic) => {
        const { network } = attributesAt(nic, "source");
        return network !== undefined && isMeant(network);
    });
}

async function plugAll(nics: readonly Nic[], network: Network, libvirt: Libvirt): Promise<void> {
    for (const { domain, xml } of nics) {
        const device = { domain, xml: print(pluggedInto(network.name, xml)) };
        try {
            const flags = DomainAffect.LIVE;
            await libvirt.call("domainUpdateDeviceFlags", { ...device, flags });
        } catch (error) {
            if (await isRunning(domain, libvirt)) throw error;
        }
    }
}

/** Removes what libvirt noted about the old plug, which would contradict the new one; with a host's bridge also the type. */
function pluggedInto(network: string, nic: Element): Element {
    const children = nic.children.map((child) => {
        if (typeof child === "string" || child.name !== "source") return child;
        const { portid: _portid, bridge: _bridge, ...kept } = child.attributes;
        return { ...child, attributes: { ...kept, network } };
    });
    return { ...nic, attributes: { ...nic.attributes, type: "network" }, children };
}

async function isRunning({ uuid }: Domain, libvirt: Libvirt): Promise<boolean> {
    const domain = await ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));
    return domain !== undefined && isActive(domain);
}
