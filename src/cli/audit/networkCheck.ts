import * as errors from "../../errors";
import type { Weakness } from "../../errors";
import { forwardingHolds } from "../../firewall/forwarding";
import { subnetOf } from "../../schema/subnet";
import { all, attributesAt, first } from "../../xml/query";
import { subnetIn } from "../../xml/networkSubnet";
import type { NetworkTitle } from "../../xp/networkTitle";
import { hasDhcp } from "../../xp/reach";
import { nicsOf } from "./nicCheck";
import { filterHolds, needsHost } from "./reachCheck";
import { isFor } from "./urn";
import type { DomainView, HostView, NetworkView } from "./view";

export type TitledNetwork = NetworkView & { readonly title: NetworkTitle };

/** Whether a lab's network is what its title says, and its bridge nobody else's. */
export function networkHolds(network: TitledNetwork, view: HostView): Weakness[] {
    const filter = view.filters.get(network.name);
    const canTell = view.local.links !== undefined || !needsHost(network.title);
    return [
        ...(filter !== undefined && canTell ? filterHolds(filter, network, view) : []),
        ...(network.title.reach === "interface" ? [] : ownBridgeHolds(network, view)),
    ];
}

function ownBridgeHolds(network: TitledNetwork, view: HostView): Weakness[] {
    const { bridge, isActive } = network;
    return [
        ...offers(network),
        ...(isActive
            ? [
                  ...strangers(network, view),
                  ...(view.local.ipv6?.has(bridge) === true
                      ? [errors.bridgeLinkLocal({ bridge })]
                      : []),
                  ...addresses(network, view),
                  ...firewallRefuses(network, view),
              ]
            : []),
    ];
}

function offers({ now, title }: TitledNetwork): Weakness[] {
    const { reach, resolver = false } = title;
    const { mode = "nat" } = attributesAt(now, "forward");
    const forwards = first(now, "forward") !== undefined && reach !== "internet";
    const answers = attributesAt(now, "dns")["enable"] !== "no" && !resolver;
    const leases = first(now, "ip", "dhcp", "range") !== undefined;
    const subnets = all(now, "ip").length;
    const declared = hasDhcp(reach) ? 1 : 0;
    const what = [
        ...(forwards ? [`forwards (${mode})`] : []),
        ...(answers ? ["answers questions for names"] : []),
        ...(leases ? ["leases addresses to whoever asks"] : []),
        ...(subnets > declared ? [`has ${subnets} subnets`] : []),
    ];
    return what.map((one) => errors.networkWider({ what: one, reach }));
}

function strangers(network: TitledNetwork, { domains, local }: HostView): Weakness[] {
    const { bridge } = network;
    const taps = new Set<string>();
    const who: string[] = [];
    for (const domain of domains.filter(({ isActive }) => isActive))
        for (const nic of nicsOf(domain.now)) {
            const { dev = "" } = attributesAt(nic, "target");
            taps.add(dev);
            const on = local.links?.get(dev)?.master ?? attributesAt(nic, "source")["bridge"];
            if (on === bridge && !isOfLab(domain, network))
                who.push(`domain "${domain.machine.domain}"`);
        }
    for (const { name, master } of local.links?.values() ?? [])
        // libvirt's own, which keeps the bridge's MAC address, has this name where it makes one.
        if (master === bridge && !taps.has(name) && name !== `${bridge}-nic`)
            who.push(`interface "${name}"`);
    return [...new Set(who)].map((one) => errors.bridgeShared({ bridge, who: one }));
}

const isOfLab = ({ machine }: DomainView, { origin }: NetworkView) =>
    origin !== undefined && isFor(machine, origin);

function addresses({ bridge, now }: TitledNetwork, { local }: HostView): Weakness[] {
    const own = subnetIn(now)?.address;
    const found = local.links?.get(bridge)?.addresses ?? [];
    return found
        .filter((address) => address.split("/")[0] !== own)
        .map((address) => errors.bridgeAddress({ bridge, address }));
}

function firewallRefuses(
    { bridge, now, title }: TitledNetwork,
    { local: { firewall } }: HostView,
): Weakness[] {
    if (firewall === undefined) return [];
    const subnet = title.reach === "internet" ? subnetIn(now) : undefined;
    const leadsOut = subnet && subnetOf(subnet.address, subnet.prefixLength);
    return forwardingHolds({ bridge, leadsOut }, firewall);
}
