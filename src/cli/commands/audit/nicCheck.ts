import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import type { Element } from "../../../xml/tree/element";
import { aliasOf, captureFileOf } from "../../../xml/domain/capture";
import { macOf, nicsOf, tapOf } from "../../../xml/domain/nics";
import { readNetworkFilter } from "../../../xml/network/networkFilterReading";
import { attributesAt } from "../../../xml/tree/query";
import { hasIsolatedPorts } from "../../../xp/reach/reach";
import { checkTap } from "../../../firewall/tapCheck";
import { isFor } from "./urn";
import type { DomainView, HostView, NetworkView } from "./view";

/** Checks that the NICs of a lab's machine are plugged in and filtered as declared. */
export function checkNics(domain: DomainView, view: HostView): Weakness[] {
    const nics = nicsOf(domain.now);
    const all = [...nics, ...nicsOf(domain.stored)];
    const macs = [...new Set(all.map(macOf))];
    const { type = "network" } =
        all.findLast((nic) => macOf(nic) === macs.at(-1))?.attributes ?? {};
    return [
        ...(macs.length > 1 ? [errors.nicExtra({ macs, type })] : []),
        ...nics.flatMap((nic) => checkNic(nic, domain, view)),
    ];
}

/** The network that a NIC is plugged into, according to libvirt. */
export const networkOf = (nic: Element, { networks }: HostView): NetworkView | undefined =>
    networks.get(attributesAt(nic, "source")["network"] ?? "");

export function checkNic(nic: Element, domain: DomainView, view: HostView): Weakness[] {
    const mac = macOf(nic);
    const where = placeOf(nic);
    const stored = nicsOf(domain.stored).find((one) => macOf(one) === mac);
    if (stored !== undefined && placeOf(stored) !== where) {
        return [errors.nicMoved({ mac, where, declared: placeOf(stored), isBehindLibvirt: false })];
    }
    const network = networkOf(nic, view);
    if (network?.origin === undefined || !isFor(domain.machine, network.origin)) {
        return [errors.nicForeign({ mac, where })];
    }
    return [
        ...checkBridge(nic, network, domain, view),
        ...checkNicFilter(nic, network, domain, view),
        ...checkPort(nic, network, domain, view),
        ...checkCapture(nic, network, domain, view),
    ];
}

function placeOf(nic: Element): string {
    const { type = "" } = nic.attributes;
    const { network, bridge, dev } = attributesAt(nic, "source");
    if (type === "network") return `network "${network ?? ""}"`;
    return `${type} "${bridge ?? dev ?? ""}"`;
}

function checkBridge(
    nic: Element,
    { name, bridge }: NetworkView,
    { isActive }: DomainView,
    { local }: HostView,
): Weakness[] {
    const link = isActive ? local.links?.get(tapOf(nic)) : undefined;
    if (link === undefined || link.master === bridge) return [];
    const where = link.master === undefined ? "no bridge" : `bridge "${link.master}"`;
    const declared = `network "${name}" (bridge "${bridge}")`;
    return [errors.nicMoved({ mac: macOf(nic), where, declared, isBehindLibvirt: true })];
}

/** A lab's network and its filter have the same name. */
function checkNicFilter(
    nic: Element,
    { name: declared }: NetworkView,
    { isActive }: DomainView,
    view: HostView,
): Weakness[] {
    const mac = macOf(nic);
    const { filter } = attributesAt(nic, "filterref");
    if (filter === undefined) return [errors.nicUnfiltered({ mac })];
    if (filter !== declared) return [errors.nicFilterOther({ mac, filter, declared })];
    const definition = view.filters.get(filter);
    if (definition === undefined) return [errors.filterGone({ filter })];
    if (!isActive) return [];
    const tap = tapOf(nic);
    const bound = view.bindings.get(tap);
    if (bound === undefined) return [errors.tapUnbound({ tap, mac })];
    if (bound !== declared) return [errors.nicFilterOther({ mac, filter: bound, declared })];
    const { taps, nftTaps } = view.local;
    if (taps === undefined || nftTaps.has(tap)) return [];
    return checkTap(taps, { tap, mac, filter, rules: readNetworkFilter(definition).rules });
}

function checkPort(
    nic: Element,
    { title }: NetworkView,
    { isActive }: DomainView,
    { local }: HostView,
): Weakness[] {
    if (title === undefined || !hasIsolatedPorts(title.reach)) return [];
    const link = isActive ? local.links?.get(tapOf(nic)) : undefined;
    const isBehindLibvirt = attributesAt(nic, "port")["isolated"] === "yes";
    if (isBehindLibvirt && (link?.isIsolated ?? true)) return [];
    return [errors.portNotIsolated({ mac: macOf(nic), reach: title.reach, isBehindLibvirt })];
}

function checkCapture(
    nic: Element,
    { title }: NetworkView,
    { now, isActive, machine }: DomainView,
    { local }: HostView,
): Weakness[] {
    const mac = macOf(nic);
    const file = captureFileOf(now, aliasOf(nic));
    if (file === undefined) return title?.capture === true ? [errors.captureAbsent({ mac })] : [];
    const isHere = isActive && local.emulators.has(machine.uuid);
    return isHere && local.logs?.has(file) === false ? [errors.captureEnded({ mac, file })] : [];
}
