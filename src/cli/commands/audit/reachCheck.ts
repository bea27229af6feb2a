import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import { isPublic, NOT_PUBLIC } from "../../../schema/network/publicIpv4";
import { subnetOf } from "../../../schema/network/subnet";
import type { Element } from "../../../xml/tree/element";
import { canonicalMatch } from "../../../xml/network/canonicalFilter";
import { readNetworkFilter } from "../../../xml/network/networkFilterReading";
import { subnetIn } from "../../../xml/network/networkSubnet";
import { all, attributesAt } from "../../../xml/tree/query";
import type { NetworkTitle } from "../../../xp/reach/networkTitle";
import {
    REACHES,
    reachRules,
    type NetworkEnds,
    type Reach,
    type ReachRule,
} from "../../../xp/reach/reach";
import type { HostView, Link, NetworkView } from "./view";
import { widening, type Rule } from "../../../firewall/widening";

/** Whether a filter holds guests to what their network's title says, its rules made anew from what the network is. */
export function checkFilter(filter: Element, network: TitledNetwork, view: HostView): Weakness[] {
    const found = foundRules(filter);
    const { reach } = network.title;
    const rulesFor = (one: Reach) => rulesOf(one, endsOf(network, view.local.links));
    const difference = widening(rulesFor(reach), found);
    if (difference === undefined) return [];
    const same = REACHES.find((one) => one !== reach && isSame(rulesFor(one), found));
    const { name = "" } = filter.attributes;
    return [errors.filterWider({ filter: name, reach, same, ...difference })];
}

/** The rules that a network's filter is to have, from what its title says and what the network is. */
export const declaredRules = (network: TitledNetwork, { local }: HostView): ReachRule[] =>
    reachRules(network.title.reach, endsOf(network, local.links));

type TitledNetwork = NetworkView & { readonly title: NetworkTitle };

/** Whether the host's own addresses are needed, which only the host itself can tell. */
export const needsHost = ({ reach }: NetworkTitle): boolean =>
    reach === "interface" || reach === "internet";

const isSame = (one: readonly Rule[], other: readonly Rule[]) =>
    one.map(textOf).sort().join("\n") === other.map(textOf).sort().join("\n");

const textOf = ({ text }: Rule) => text;

/** What other filters bring in cannot be judged, and counts as letting pass. */
function foundRules(filter: Element): Rule[] {
    const others = all(filter, "filterref").map(({ attributes }) => ({
        text: `filter ${attributes["filter"] ?? ""}`,
        isAccepting: true,
    }));
    const { rules } = readNetworkFilter(filter);
    return [
        ...others,
        ...rules.map(({ action = "", direction = "", priority, protocol = "", match }) => ({
            text: ruleText({ action, direction, priority, protocol, match }),
            isAccepting: action !== "drop" && action !== "reject",
        })),
    ];
}

const rulesOf = (reach: Reach, ends: NetworkEnds): Rule[] =>
    reachRules(reach, ends).map((rule) => ({
        text: ruleText(rule),
        isAccepting: rule.action === "accept",
    }));

interface Written {
    readonly action: string;
    readonly direction: string;
    readonly priority: number;
    readonly protocol: string;
    readonly match?: Readonly<Record<string, string>>;
}

function ruleText({ action, direction, priority, protocol, match = {} }: Written): string {
    const words = Object.keys(match)
        .sort()
        .map((attribute) => `${attribute}=${canonicalMatch(attribute, match[attribute] ?? "")}`);
    return [action, direction, priority, protocol, ...words].join(" ");
}

/** The network's ends as they are, from what libvirt and the host show. */
function endsOf(
    { now, title, bridge }: TitledNetwork,
    links: ReadonlyMap<string, Link> | undefined,
): NetworkEnds {
    const subnet = subnetIn(now);
    const all = [...(links?.values() ?? [])];
    const own = all.flatMap(({ addresses }) => addresses.flatMap(publicIpv4));
    const macs = all
        .filter(({ name, master, mac }) => (name === bridge || master === bridge) && !TAP.test(mac))
        .map(({ mac }) => mac);
    const { mac } = { mac: attributesAt(now, "mac")["address"] ?? macs[0] ?? "" };
    return {
        hostMac: mac,
        ...(subnet && {
            hostAddress: subnet.address,
            subnet: subnetOf(subnet.address, subnet.prefixLength),
        }),
        closed: [...NOT_PUBLIC, ...new Set(own)],
        hostMacs: [...new Set(macs)],
        resolver: title.resolver,
        ...openPorts(title),
    };
}

const openPorts = ({ open }: NetworkTitle) => ({ open });

/** A tap's own MAC address begins so (libvirt makes it); taps come and go with guests. */
const TAP = /^fe:/;

function publicIpv4(withPrefix: string): string[] {
    const [address = ""] = withPrefix.split("/");
    const subnet = `${address}/32`;
    return address.includes(".") && isPublic(subnet) ? [subnet] : [];
}
