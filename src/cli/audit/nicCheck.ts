import * as errors from "../../errors";
import type { Weakness } from "../../errors";
import type { Element } from "../../xml/element";
import { aliasOf, captureFileOf } from "../../xml/capture";
import { readNetworkFilter } from "../../xml/networkFilterReading";
import { all, attributesAt } from "../../xml/query";
import { hasIsolatedPorts } from "../../xp/reach";
import { tapHolds } from "../../firewall/tapCheck";
import { isFor } from "./urn";
import type { DomainView, HostView, NetworkView } from "./view";

/** Whether a lab's machine is plugged in where it was declared, and held there by its filter. */
export function nicsHold(domain: DomainView, view: HostView): Weakness[] {
    const nics = nicsOf(domain.now);
    const macs = [...new Set([...nics, ...nicsOf(domain.stored)].map(macOf))];
    return [
        ...(macs.length > 1 ? [errors.nicExtra({ macs })] : []),
        ...nics.flatMap((nic) => nicHolds(nic, domain, view)),
    ];
}

export const nicsOf = (definition: Element) => all(definition, "devices", "interface");

/** The network that a NIC is plugged into by libvirt's word. */
export const networkOf = (nic: Element, { networks }: HostView): NetworkView | undefined =>
    networks.get(attributesAt(nic, "source")["network"] ?? "");

export const macOf = (nic: Element) => attributesAt(nic, "mac")["address"] ?? "";

export function nicHolds(nic: Element, domain: DomainView, view: HostView): Weakness[] {
    const mac = macOf(nic);
    const where = placeOf(nic);
    const stored = nicsOf(domain.stored).find((one) => macOf(one) === mac);
    if (stored !== undefined && placeOf(stored) !== where)
        return [errors.nicMoved({ mac, where, declared: placeOf(stored), isBehindLibvirt: false })];
    const network = networkOf(nic, view);
    if (network?.origin === undefined || !isFor(domain.machine, network.origin))
        return [errors.nicForeign({ mac, where })];
    return [
        ...tapIsOnBridge(nic, network, domain, view),
        ...filterIsThere(nic, network, domain, view),
        ...portIsIsolated(nic, network, domain, view),
        ...framesAreRecorded(nic, network, domain, view),
    ];
}

function placeOf(nic: Element): string {
    const { type = "" } = nic.attributes;
    const { network, bridge, dev } = attributesAt(nic, "source");
    if (type === "network") return `network "${network ?? ""}"`;
    return `${type} "${bridge ?? dev ?? ""}"`;
}

export const tapOf = (nic: Element) => attributesAt(nic, "target")["dev"] ?? "";

function tapIsOnBridge(
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

/** A lab's network and its filter have one name. */
function filterIsThere(
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
    return tapHolds(taps, { tap, mac, filter, rules: readNetworkFilter(definition).rules });
}

function portIsIsolated(
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

function framesAreRecorded(
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

/** Where the frames of a machine go. */
export const captureFiles = (definition: Element): string[] =>
    nicsOf(definition).flatMap((nic) => captureFileOf(definition, aliasOf(nic)) ?? []);
