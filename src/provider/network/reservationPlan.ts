import { createHash } from "node:crypto";
import {
    addressAt,
    broadcastOf,
    isInSubnet,
    networkOf,
    subnetOf,
} from "../../schema/network/subnet";
import type { Element } from "../../xml/tree/element";
import { subnetIn } from "../../xml/network/networkSubnet";
import { otherHostsIn, reservationsIn, type Reservation } from "../../xml/network/reservations";

/** The state of a network, and the interfaces to give an address on it. */
export interface Situation {
    readonly stored: Element;
    /** Undefined while the network is inactive. */
    readonly live: Element | undefined;
    /** All DHCP leases there. */
    readonly leases: readonly Reservation[];
    /** MAC addresses to give an address to. */
    readonly wanted: readonly string[];
    /** The MAC addresses to consider. Their reservations are removed unless wanted. */
    readonly isInScope: (mac: string) => boolean;
}

interface Difference {
    readonly gone: readonly Reservation[];
    readonly added: readonly Reservation[];
}

export interface ReservationPlan {
    readonly stored: Difference;
    readonly live: Difference;
    /** MAC addresses for which no address is left. */
    readonly unserved: readonly string[];
}

/**
 * Plans the changes of the definition and the running network that give each wanted MAC address one address: the one it has
 * reserved, else the one it has leased, which a running guest then keeps, else a free one.
 */
export function planReservations(situation: Situation): ReservationPlan {
    const { stored, live, isInScope } = situation;
    const ours = reservationsIn(stored);
    const kept = ours.filter((one) => !isInScope(one.mac) || isKept(one, situation));
    const { added, unserved } = chooseAddresses(situation, kept);
    const isOurs = ({ mac }: Reservation) => isInScope(mac);
    const all = [...kept, ...added].filter(isOurs);
    const target = live === undefined ? [] : all.filter((one) => fits(one, live));
    const known = live === undefined ? [] : reservationsIn(live).filter(isOurs);
    return {
        stored: { gone: without(ours, kept), added },
        live: { gone: without(known, target), added: without(target, known) },
        unserved,
    };
}

export const isEmpty = ({ stored, live, unserved }: ReservationPlan): boolean =>
    [stored.gone, stored.added, live.gone, live.added, unserved].every(
        ({ length }) => length === 0,
    );

const isKept = (one: Reservation, { stored, wanted }: Situation) =>
    wanted.includes(one.mac) && fits(one, stored);

/** Whether a guest can have an address there: it is in the subnet and in no other entry. */
function fits({ mac, address }: Reservation, network: Element): boolean {
    const subnet = subnetIn(network);
    if (subnet === undefined) return false;
    const { address: host, prefixLength } = subnet;
    const reserved = [networkOf, broadcastOf].map((end) => end(host, prefixLength));
    const others = otherHostsIn(network);
    return (
        isInSubnet(address, subnetOf(host, prefixLength)) &&
        ![host, ...reserved].includes(address) &&
        !others.some((other) => other["ip"] === address || macOf(other) === mac)
    );
}

const macOf = ({ mac }: Element["attributes"]) => mac?.toLowerCase();

const without = (some: readonly Reservation[], others: readonly Reservation[]) =>
    some.filter(
        (one) => !others.some(({ mac, address }) => mac === one.mac && address === one.address),
    );

function chooseAddresses(
    { stored, live, leases, wanted }: Situation,
    kept: readonly Reservation[],
) {
    const subnet = subnetIn(stored);
    const others = otherHostsIn(stored);
    const has = new Set([...kept.map(({ mac }) => mac), ...others.map(macOf)]);
    const taken = new Set([
        ...kept.map(({ address }) => address),
        ...others.flatMap(({ ip }) => ip ?? []),
        ...(subnet === undefined ? [] : [subnet.address]),
    ]);
    const added: Reservation[] = [];
    const unserved: string[] = [];
    const known = [...(live === undefined ? [] : reservationsIn(live)), ...leases];
    const missing = wanted.filter((mac) => !has.has(mac));
    const isOpen = (one: Reservation) => !taken.has(one.address) && fits(one, stored);
    // First those with a known address, before it is chosen for another.
    for (const mac of missing) {
        const had = known.find((one) => one.mac === mac && isOpen(one));
        if (had === undefined) continue;
        taken.add(had.address);
        added.push({ mac, address: had.address });
    }
    for (const mac of missing.filter((one) => !added.some((other) => other.mac === one))) {
        const address =
            subnet === undefined
                ? undefined
                : chooseAddress(mac, subnet, taken, new Set(leases.map((one) => one.address)));
        if (address === undefined) unserved.push(mac);
        else {
            taken.add(address);
            added.push({ mac, address });
        }
    }
    return { added, unserved };
}

/**
 * Chooses a free address of a subnet, starting from a hash of the MAC address, so that a MAC address usually gets the same one
 * again. Addresses leased to others come last, because dnsmasq does not give them to anybody else.
 */
export function chooseAddress(
    mac: string,
    { address, prefixLength }: { readonly address: string; readonly prefixLength: number },
    taken: ReadonlySet<string>,
    leased: ReadonlySet<string>,
): string | undefined {
    const count = 2 ** (32 - prefixLength) - 2;
    const start = createHash("sha256").update(mac).digest().readUInt32BE() % count;
    const first = networkOf(address, prefixLength);
    let second: string | undefined;
    // One more than the number of taken addresses is enough.
    for (let step = 0; step < Math.min(count, taken.size + leased.size + 1); step += 1) {
        const candidate = addressAt(first, 1 + ((start + step) % count));
        if (taken.has(candidate)) continue;
        if (!leased.has(candidate)) return candidate;
        second ??= candidate;
    }
    return second;
}
