import { subnetFull } from "../../errors";
import { isNotFound, isOperationInvalid, type Libvirt, type Network } from "../../libvirt";
import { NetworkUpdateAffect, NetworkUpdateSection } from "../../libvirt/flags";
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
import { updateSection } from "./networkHosts";
import { isEmpty, planReservations, type ReservationPlan } from "./reservationPlan";

/**
 * Serializes changes of network definitions: two concurrent defines may pick the same bridge (libvirt issue 78), two starts
 * the same subnet, two interfaces the same address.
 */
export const oneNetworkAtATime = exclusive();

/** Reserves an address for each interface on a network that leases only reserved ones. */
export const reserveAddresses = (libvirt: Libvirt, plugs: readonly Plug[]): Promise<void> =>
    forEachNetwork(libvirt, plugs, async (network, macs) => {
        if (!isReservedOnly(await storedXml(libvirt, network))) return;
        await reconcile(libvirt, network, { wanted: macs, isInScope: (mac) => macs.includes(mac) });
    });

/** Releases the addresses of interfaces that are gone, unless another domain has one with the same MAC address. */
export const releaseAddresses = (libvirt: Libvirt, plugs: readonly Plug[]): Promise<void> =>
    forEachNetwork(libvirt, plugs, async (network, macs) => {
        if (!isReservedOnly(await storedXml(libvirt, network))) return;
        const used = await pluggedInto(libvirt, network);
        const gone = macs.filter((mac) => !used.includes(mac));
        if (gone.length === 0) return;
        await reconcile(libvirt, network, { wanted: [], isInScope: (mac) => gone.includes(mac) });
    });

/**
 * Reserves addresses for exactly the interfaces plugged into a network, and for none if it leases to anybody. Call it within
 * `oneNetworkAtATime`.
 */
export async function reconcileReservations(libvirt: Libvirt, network: Network): Promise<void> {
    const stored = await storedXml(libvirt, network);
    if (!isReservedOnly(stored))
        return reconcile(libvirt, network, { wanted: [], isInScope: () => true });
    // Read before the domains: every process defines a domain before it reserves addresses for it.
    const live = await liveIfActive(libvirt, network);
    const before = [stored, ...(live ? [live] : [])].flatMap(reservationsIn).map(({ mac }) => mac);
    forgetDomains(libvirt);
    const wanted = await pluggedInto(libvirt, network);
    const isInScope = (mac: string) => before.includes(mac) || wanted.includes(mac);
    await reconcile(libvirt, network, { wanted, isInScope });
}

/** Whether exactly the interfaces plugged into a network have a reservation. */
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
                // Somebody has removed the network meanwhile.
                if (!isNotFound(error)) throw error;
            }
        });
}

/** MAC addresses of all domains' interfaces on a network, running or not. */
async function pluggedInto(libvirt: Libvirt, { name }: Network): Promise<string[]> {
    const domains = await domainFiles(libvirt);
    const here = domains.flatMap(({ plugs }) => plugs.filter(({ network }) => network === name));
    return [...new Set(here.map(({ mac }) => mac))];
}

type Scope = Pick<Parameters<typeof planReservations>[0], "wanted" | "isInScope">;

async function plan(libvirt: Libvirt, network: Network, scope: Scope): Promise<ReservationPlan> {
    const [stored, live, leases] = await Promise.all([
        storedXml(libvirt, network),
        liveIfActive(libvirt, network),
        leasesOn(libvirt, network),
    ]);
    return planReservations({ stored, live, leases, ...scope });
}

async function liveIfActive(libvirt: Libvirt, network: Network) {
    const isActive = await libvirt.call("networkIsActive", { network });
    return isActive ? liveXml(libvirt, network) : undefined;
}

/** libvirt also keeps the leases of an inactive network. */
async function leasesOn(libvirt: Libvirt, network: Network): Promise<Reservation[]> {
    const leases = await libvirt.call("networkGetDHCPLeases", { network });
    return leases.flatMap(({ macAddress, address }) =>
        macAddress === undefined ? [] : [{ mac: macAddress.toLowerCase(), address }],
    );
}

/** Another process may change the same network: if libvirt then refuses a change, it is planned again. */
const TRIES = 10;

async function reconcile(libvirt: Libvirt, network: Network, scope: Scope): Promise<void> {
    for (let tries = 1; ; tries += 1) {
        const next = await plan(libvirt, network, scope);
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

/** Combines changes that are the same in the stored and the live definition. */
async function applyPlan(
    libvirt: Libvirt,
    network: Network,
    { stored, live }: ReservationPlan,
): Promise<void> {
    await updateSection(libvirt, network, NetworkUpdateSection.IP_DHCP_HOST, {
        gone: groupedByChange(stored.gone, live.gone),
        added: groupedByChange(stored.added, live.added),
    });
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
