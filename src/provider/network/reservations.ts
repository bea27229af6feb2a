import { subnetFull } from "../../errors";
import { isNotFound, isOperationInvalid, type Libvirt, type Network } from "../../libvirt";
import {
    NetworkUpdateAffect,
    NetworkUpdateCommand,
    NetworkUpdateSection,
} from "../../libvirt/flags";
import { subnetOf } from "../../schema/network/subnet";
import { print } from "../../xml/tree/element";
import { subnetIn } from "../../xml/network/networkSubnet";
import type { Plug } from "../../xml/domain/plugs";
import {
    isReservedOnly,
    reservationsIn,
    reservationXml,
    type Reservation,
} from "../../xml/network/reservations";
import { exclusive } from "../lifecycle/exclusive";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { domainFiles, forgetDomains } from "../storage/hostFiles";
import { liveXml, storedXml } from "./networkDefinition";
import { FIRST_SUBNET } from "./networkHosts";
import { isEmpty, planReservations, type ReservationPlan } from "./reservationPlan";

/**
 * Whoever changes a network's definition, one after the other: two defines at a time may pick the same bridge (libvirt
 * issue 78), two starts the same subnet, two interfaces the same address.
 */
export const oneNetworkAtATime = exclusive();

/** Gives each interface an address where its network leases nothing but what is reserved. */
export const reserveAddresses = (libvirt: Libvirt, plugs: readonly Plug[]): Promise<void> =>
    forEachNetwork(libvirt, plugs, async (network, macs) => {
        if (!isReservedOnly(await storedXml(libvirt, network))) return;
        await reconcile(libvirt, network, { wanted: macs, isInScope: (mac) => macs.includes(mac) });
    });

/** Takes the addresses of interfaces that are no more, unless another domain has one with the same MAC address. */
export const releaseAddresses = (libvirt: Libvirt, plugs: readonly Plug[]): Promise<void> =>
    forEachNetwork(libvirt, plugs, async (network, macs) => {
        if (!isReservedOnly(await storedXml(libvirt, network))) return;
        const used = await pluggedInto(libvirt, network);
        const gone = macs.filter((mac) => !used.includes(mac));
        if (gone.length === 0) return;
        await reconcile(libvirt, network, { wanted: [], isInScope: (mac) => gone.includes(mac) });
    });

/**
 * Brings a network's reservations to those whose interfaces are plugged into it; none of it has any where it leases to
 * anybody. For who holds the network already.
 */
export async function reconcileReservations(libvirt: Libvirt, network: Network): Promise<void> {
    const stored = await storedXml(libvirt, network);
    if (!isReservedOnly(stored))
        return reconcile(libvirt, network, { wanted: [], isInScope: () => true });
    // Read before the domains: whoever reserves an address for a domain has defined that first, in whichever process.
    const isActive = await libvirt.call("networkIsActive", { network });
    const live = isActive ? await liveXml(libvirt, network) : undefined;
    const before = [stored, ...(live ? [live] : [])].flatMap(reservationsIn).map(({ mac }) => mac);
    forgetDomains(libvirt);
    const wanted = await pluggedInto(libvirt, network);
    const isInScope = (mac: string) => before.includes(mac) || wanted.includes(mac);
    await reconcile(libvirt, network, { wanted, isInScope });
}

/** Whether everybody has an address who is to have one, and nobody else. */
export async function areReservationsComplete(
    libvirt: Libvirt,
    network: Network,
): Promise<boolean> {
    const wanted = await pluggedInto(libvirt, network);
    return isEmpty(await plan(libvirt, network, { wanted, isInScope: () => true }));
}

async function forEachNetwork(
    libvirt: Libvirt,
    plugs: readonly Plug[],
    act: (network: Network, macs: readonly string[]) => Promise<void>,
): Promise<void> {
    for (const name of new Set(plugs.map((plug) => plug.network)))
        await oneNetworkAtATime(async () => {
            const network = await ignoreNotFound(libvirt.call("networkLookupByName", { name }));
            if (network === undefined) return;
            const macs = plugs.filter((plug) => plug.network === name).map(({ mac }) => mac);
            try {
                await act(network, [...new Set(macs)]);
            } catch (error) {
                // Somebody has removed it meanwhile.
                if (!isNotFound(error)) throw error;
            }
        });
}

/** MAC addresses of all domains' interfaces there, of those that run and of those that are off. */
async function pluggedInto(libvirt: Libvirt, { name }: Network): Promise<string[]> {
    const domains = await domainFiles(libvirt);
    const here = domains.flatMap(({ plugs }) => plugs.filter(({ network }) => network === name));
    return [...new Set(here.map(({ mac }) => mac))];
}

type Scope = Pick<Parameters<typeof planReservations>[0], "wanted" | "isInScope">;

async function plan(libvirt: Libvirt, network: Network, meant: Scope): Promise<ReservationPlan> {
    const [stored, isActive, leases] = await Promise.all([
        storedXml(libvirt, network),
        libvirt.call("networkIsActive", { network }),
        leasesOn(libvirt, network),
    ]);
    const live = isActive ? await liveXml(libvirt, network) : undefined;
    return planReservations({ stored, live, leases, ...meant });
}

/** Also of one that is down: libvirt keeps them. */
async function leasesOn(libvirt: Libvirt, network: Network): Promise<Reservation[]> {
    const leases = await libvirt.call("networkGetDHCPLeases", { network });
    return leases.flatMap(({ macAddress, address }) =>
        macAddress === undefined ? [] : [{ mac: macAddress.toLowerCase(), address }],
    );
}

/** Another process may be at the same network: what libvirt refuses then is planned anew. */
const TRIES = 10;

async function reconcile(libvirt: Libvirt, network: Network, meant: Scope): Promise<void> {
    for (let tries = 1; ; tries += 1) {
        const next = await plan(libvirt, network, meant);
        const [mac] = next.unserved;
        if (mac !== undefined) throw await subnetFullError(libvirt, network, mac);
        try {
            await applyPlan(libvirt, network, next);
            return;
        } catch (error) {
            if (!isOperationInvalid(error) || tries === TRIES) throw error;
        }
    }
}

async function subnetFullError(libvirt: Libvirt, network: Network, mac: string): Promise<Error> {
    const { address = "", prefixLength = 0 } = subnetIn(await storedXml(libvirt, network)) ?? {};
    return subnetFull({ name: network.name, subnet: subnetOf(address, prefixLength), mac });
}

/** What is stored and what runs together where both change alike. */
async function applyPlan(
    libvirt: Libvirt,
    network: Network,
    { stored, live }: ReservationPlan,
): Promise<void> {
    const update = (command: number, one: string, flags: number) =>
        libvirt.call("networkUpdate", {
            network,
            command,
            section: NetworkUpdateSection.IP_DHCP_HOST,
            parentIndex: FIRST_SUBNET,
            xml: one,
            flags,
        });
    // Before the new ones: libvirt refuses two that share an address.
    for (const [one, flags] of groupedByChange(stored.gone, live.gone))
        await update(NetworkUpdateCommand.DELETE, one, flags);
    for (const [one, flags] of groupedByChange(stored.added, live.added))
        await update(NetworkUpdateCommand.ADD_LAST, one, flags);
}

function groupedByChange(
    stored: readonly Reservation[],
    live: readonly Reservation[],
): ReadonlyMap<string, number> {
    const flags = new Map<string, number>();
    const add = (some: readonly Reservation[], flag: number) => {
        for (const one of some) {
            const xml = print(reservationXml(one));
            flags.set(xml, (flags.get(xml) ?? 0) | flag);
        }
    };
    add(stored, NetworkUpdateAffect.CONFIG);
    add(live, NetworkUpdateAffect.LIVE);
    return flags;
}
