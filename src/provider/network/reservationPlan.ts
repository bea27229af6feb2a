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

/** What a network has, and who is to have an address on it. */
export interface Situation {
    readonly stored: Element;
    /** Undefined while it is down. */
    readonly live: Element | undefined;
    /** What DHCP has leased there, whoever has it. */
    readonly leases: readonly Reservation[];
    /** MAC addresses that are to have an address. */
    readonly wanted: readonly string[];
    /** Whose reservations are looked at; those of them that nobody wants go. */
    readonly isInScope: (mac: string) => boolean;
}

export interface Difference {
    readonly gone: readonly Reservation[];
    readonly added: readonly Reservation[];
}

export interface ReservationPlan {
    readonly stored: Difference;
    readonly live: Difference;
    /** MAC addresses for which the subnet has no address left. */
    readonly unserved: readonly string[];
}

/**
 * What has to change so that everybody who is to have an address has one, in the definition and on the network that runs.
 * Who has one keeps it; else it is the one that is leased to it, which a running guest goes on using.
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

/** Whether an address is a guest's to have there: of the subnet, and no other entry's. */
function fits({ mac, address }: Reservation, network: Element): boolean {
    const subnet = subnetIn(network);
    if (subnet === undefined) return false;
    const { address: host, prefixLength } = subnet;
    const nobodys = [networkOf, broadcastOf].map((end) => end(host, prefixLength));
    const others = otherHostsIn(network);
    return (
        isInSubnet(address, subnetOf(host, prefixLength)) &&
        ![host, ...nobodys].includes(address) &&
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
    const without = wanted.filter((mac) => !has.has(mac));
    const isOpen = (one: Reservation) => !taken.has(one.address) && fits(one, stored);
    // First those who have one: it could be chosen for another.
    for (const mac of without) {
        const had = known.find((one) => one.mac === mac && isOpen(one));
        if (had === undefined) continue;
        taken.add(had.address);
        added.push({ mac, address: had.address });
    }
    for (const mac of without.filter((one) => !added.some((other) => other.mac === one))) {
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
 * An address of a subnet that is not taken, from where the MAC address points: it is the same one again where nothing
 * else has it. What is leased to others comes last, as dnsmasq does not give it to anybody else.
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
    // One more than can be taken is enough.
    for (let step = 0; step < Math.min(count, taken.size + leased.size + 1); step += 1) {
        const candidate = addressAt(first, 1 + ((start + step) % count));
        if (taken.has(candidate)) continue;
        if (!leased.has(candidate)) return candidate;
        second ??= candidate;
    }
    return second;
}
