import { canCompare } from "../../../firewall/tapCheck";
import { captureFiles } from "../../../xml/domain/capture";
import { readNetworkFilter } from "../../../xml/network/networkFilterReading";
import type { Element } from "../../../xml/tree/element";
import { isMachine, nameOf, usesTaps } from "./subjects";
import { needsHost } from "./reachCheck";
import type { DomainView, HostView, LocalView, NetworkView } from "./view";

/** What could not be checked, and why. */
export interface Unseen {
    readonly what: string;
    readonly why: string;
}

const ROOT = "needs root, ebtables and iptables on the host itself";
const GUARD = "needs root, iptables and arptables on the host itself";
const HOST = "the host's network is not visible from here";

/** A gap applies when its condition is true. */
type Gap = readonly [applies: boolean, what: string, why: string];

/** Everything about these machines and networks that the view of the host does not show. */
export function unseenOf(
    machines: readonly DomainView[],
    networks: readonly NetworkView[],
    view: HostView,
): Unseen[] {
    const gaps = [
        ...gapsOfHost(machines, networks, view.local),
        ...networks.flatMap((one) => gapsOfNetwork(one, view)),
        ...gapsOfTaps(view.local),
        ...gapsOfProcesses(machines, view.local),
        ...gapsOfMachines(machines),
    ];
    return gaps.flatMap(([applies, what, why]) => (applies ? [{ what, why }] : []));
}

function gapsOfHost(
    machines: readonly DomainView[],
    networks: readonly NetworkView[],
    { taps, firewall, missingGuards, links }: LocalView,
): Gap[] {
    const isRunning = machines.some(({ isActive }) => isActive);
    const needsGuard = usesTaps(machines, networks);
    return [
        [isRunning && taps === undefined, "rules on the guests' taps", ROOT],
        [isRunning && firewall === undefined, "libvirt's forwarding rules", ROOT],
        [needsGuard && missingGuards === undefined, "the firewall's tap guard", GUARD],
        [isRunning && links === undefined, "bridges, their ports and addresses", HOST],
    ];
}

function gapsOfNetwork({ name, title }: NetworkView, { filters, local }: HostView): Gap[] {
    const isHidden = title !== undefined && needsHost(title) && local.links === undefined;
    return [
        [title === undefined, `network ${name}`, "its title does not name its reach"],
        [isHidden, `the filter of network ${name}`, HOST],
        [
            local.taps !== undefined && !isComparable(filters.get(name)),
            `rules on the taps of network ${name}`,
            "its filter has rules of an unknown kind",
        ],
    ];
}

const isComparable = (filter: Element | undefined) =>
    filter === undefined || canCompare(readNetworkFilter(filter).rules);

const gapsOfTaps = ({ nftTaps }: LocalView): Gap[] => [
    [
        nftTaps.size > 0,
        `each single rule on ${[...nftTaps].join(", ")}`,
        "libvirt keeps them in nftables; they end in a rule that drops",
    ],
];

function gapsOfProcesses(machines: readonly DomainView[], { emulators, logs }: LocalView): Gap[] {
    const active = machines.filter(({ isActive }) => isActive);
    const isHere = ({ machine }: DomainView) => emulators.has(machine.uuid);
    const elsewhere = active.filter((one) => !isHere(one));
    const captured = active.filter((one) => isHere(one) && captureFiles(one.now).length > 0);
    return [
        [
            captured.length > 0 && logs === undefined,
            `whether ${namesOf(captured)} is still captured`,
            "needs root on the host itself",
        ],
        [
            elsewhere.length > 0,
            `QEMU's process of ${namesOf(elsewhere)}`,
            "it does not run on this machine",
        ],
    ];
}

function gapsOfMachines(machines: readonly DomainView[]): Gap[] {
    const undeclared = machines.filter((one) => !isMachine(one));
    const off = machines.filter(({ isActive }) => !isActive);
    return [
        [
            undeclared.length > 0,
            `NICs and devices of ${namesOf(undeclared)}`,
            "no lab declares them",
        ],
        [off.length > 0, `QEMU of ${namesOf(off)}`, "it is off; only its definition was checked"],
    ];
}

const namesOf = (machines: readonly DomainView[]) => machines.map(nameOf).join(", ");
