import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import { checkForwarding } from "../../../firewall/forwarding";
import { subnetOf } from "../../../schema/network/subnet";
import { all, attributesAt, first } from "../../../xml/tree/query";
import { subnetIn } from "../../../xml/network/networkSubnet";
import type { NetworkTitle } from "../../../xp/reach/networkTitle";
import { hasDhcp } from "../../../xp/reach/reach";
import { nicsOf } from "../../../xml/domain/nics";
import { checkFilter, needsHost } from "./reachCheck";
import { isFor } from "./urn";
import type { DomainView, HostView, NetworkView } from "./view";

export type TitledNetwork = NetworkView & { readonly title: NetworkTitle };

/** Checks a lab's network against its title, and that nobody else uses its bridge. */
export function checkNetwork(network: TitledNetwork, view: HostView): Weakness[] {
    const filter = view.filters.get(network.name);
    const canCheck = view.local.links !== undefined || !needsHost(network.title);
    return [
        ...(filter !== undefined && canCheck ? checkFilter(filter, network, view) : []),
        ...(network.title.reach === "interface" ? [] : checkOwnBridge(network, view)),
    ];
}

function checkOwnBridge(network: TitledNetwork, view: HostView): Weakness[] {
    const { bridge, isActive } = network;
    return [
        ...checkServices(network),
        ...(isActive
            ? [
                  ...checkMembers(network, view),
                  ...(view.local.ipv6?.has(bridge) === true
                      ? [errors.bridgeLinkLocal({ bridge })]
                      : []),
                  ...checkAddresses(network, view),
                  ...checkFirewall(network, view),
              ]
            : []),
    ];
}

function checkServices({ now, title }: TitledNetwork): Weakness[] {
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

function checkMembers(network: TitledNetwork, { domains, local }: HostView): Weakness[] {
    const { bridge } = network;
    const taps = new Set<string>();
    const who: string[] = [];
    for (const domain of domains.filter(({ isActive }) => isActive)) {
        for (const nic of nicsOf(domain.now)) {
            const { dev = "" } = attributesAt(nic, "target");
            taps.add(dev);
            const on = local.links?.get(dev)?.master ?? attributesAt(nic, "source")["bridge"];
            if (on === bridge && !isOfLab(domain, network)) {
                who.push(`domain "${domain.machine.domain}"`);
            }
        }
    }
    for (const { name, master } of local.links?.values() ?? [])
    // "-nic" is libvirt's own dummy interface, which keeps the bridge's MAC address.
    {
        if (master === bridge && !taps.has(name) && name !== `${bridge}-nic`) {
            who.push(`interface "${name}"`);
        }
    }
    return [...new Set(who)].map((one) => errors.bridgeShared({ bridge, who: one }));
}

const isOfLab = ({ machine }: DomainView, { origin }: NetworkView) =>
    origin !== undefined && isFor(machine, origin);

function checkAddresses({ bridge, now }: TitledNetwork, { local }: HostView): Weakness[] {
    const own = subnetIn(now)?.address;
    const found = local.links?.get(bridge)?.addresses ?? [];
    return found
        .filter((address) => address.split("/")[0] !== own)
        .map((address) => errors.bridgeAddress({ bridge, address }));
}

function checkFirewall(
    { bridge, now, title }: TitledNetwork,
    { local: { firewall } }: HostView,
): Weakness[] {
    if (firewall === undefined) return [];
    const subnet = title.reach === "internet" ? subnetIn(now) : undefined;
    const leadsOut = subnet && subnetOf(subnet.address, subnet.prefixLength);
    return checkForwarding({ bridge, leadsOut }, firewall);
}
