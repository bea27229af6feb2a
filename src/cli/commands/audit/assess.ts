import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import { readNetworkFilter } from "../../../xml/network/networkFilterReading";
import { attributesAt } from "../../../xml/tree/query";
import { TAP_GUARD } from "../../../xp/reach/tapGuard";
import { checkNetwork, type TitledNetwork } from "./networkCheck";
import { captureFiles } from "../../../xml/domain/capture";
import { nicsOf } from "../../../xml/domain/nics";
import { networkOf, checkNics } from "./nicCheck";
import { checkConfinement } from "./confinementCheck";
import { needsHost } from "./reachCheck";
import { canCompare } from "../../../firewall/tapCheck";
import { isOfMachine } from "./urn";
import type { DomainView, HostView, LocalView, NetworkView } from "./view";

/** A weakness, and whose it is. */
export interface Finding extends Weakness {
    /** "machine dev/patient-1", "network lab-lan-dev", "the host". */
    readonly on: readonly string[];
}

/** What could not be looked at, and why. */
export interface Unseen {
    readonly what: string;
    readonly why: string;
}

export interface Assessment {
    readonly findings: readonly Finding[];
    readonly unseen: readonly Unseen[];
}

/** Everything that is weaker about these machines than their declaration, problems first. */
export function assess(machines: readonly DomainView[], view: HostView): Assessment {
    const networks = networksOf(machines, view);
    const titled = networks.filter((one): one is TitledNetwork => one.title !== undefined);
    const found = [
        ...machines.flatMap((one) => on(nameOf(one), checkMachine(one, view))),
        ...titled.flatMap((one) => on(`network ${one.name}`, checkNetwork(one, view))),
        ...on("the host", machines.length > 0 ? checkHost(machines, networks, view) : []),
    ];
    const findings = merged(found);
    return {
        findings: [
            ...findings.filter(({ severity }) => severity === "problem"),
            ...findings.filter(({ severity }) => severity === "warning"),
        ],
        unseen: unseenOf(machines, networks, view),
    };
}

export const isMachine = ({ origin }: DomainView) => origin !== undefined && isOfMachine(origin);

/** Of what a program has made itself nobody has said how far it may reach. */
const checkMachine = (domain: DomainView, view: HostView): Weakness[] => [
    ...(isMachine(domain) ? checkNics(domain, view) : []),
    ...checkConfinement(domain, view),
];

function networksOf(machines: readonly DomainView[], view: HostView): NetworkView[] {
    const found = machines
        .filter(isMachine)
        .flatMap(({ now, stored }) => [...nicsOf(now), ...nicsOf(stored)])
        .flatMap((nic) => networkOf(nic, view) ?? [])
        .filter(({ origin }) => origin?.types.includes("xplab:index:LabNetwork"));
    return [...new Set(found)];
}

export const nameOf = ({ machine }: DomainView): string =>
    machine.lab === null
        ? `domain ${machine.domain}`
        : `machine ${machine.stack ?? ""}/${machine.machine}`;

const on = (whose: string, weaknesses: readonly Weakness[]): Finding[] =>
    weaknesses.map((one) => ({ ...one, on: [whose] }));

function checkHost(
    machines: readonly DomainView[],
    reached: readonly NetworkView[],
    { confinement, local, networks }: HostView,
): Weakness[] {
    const forwards = [...networks.values()].some(
        ({ isActive, now }) =>
            isActive && FORWARDING.includes(attributesAt(now, "forward")["mode"] ?? ""),
    );
    return [
        ...(local.isForwarding === true && !forwards ? [errors.forwardingOn()] : []),
        ...(isAtTaps(machines, reached) ? checkTaps(local) : []),
        ...(confinement === undefined ? [errors.confinementAbsent()] : []),
    ];
}

/** Whether the host's firewall leaves the frames of all taps to libvirt's filters. */
export const checkTaps = ({ missingGuards = 0, earlyRules }: LocalView): Weakness[] => [
    ...(missingGuards > 0
        ? [errors.tapGuardMissing({ missing: missingGuards, of: TAP_GUARD.length })]
        : []),
    ...(earlyRules.length > 0 ? [errors.framesDiverted({ rules: earlyRules })] : []),
];

/** On a network of reach "nothing" the guest's cable is out. */
const isAtTaps = (machines: readonly DomainView[], networks: readonly NetworkView[]) =>
    machines.some(({ isActive }) => isActive) &&
    networks.some(({ title }) => title?.reach !== "nothing");

const FORWARDING = ["nat", "route", "open"];

/** What is so of several is told once. */
function merged(findings: readonly Finding[]): Finding[] {
    const byText = new Map<string, Finding>();
    for (const one of findings) {
        const key = errors.weaknessText(one);
        const earlier = byText.get(key)?.on ?? [];
        byText.set(key, { ...one, on: [...new Set([...earlier, ...one.on])] });
    }
    return [...byText.values()];
}

const ROOT = "it takes root, and ebtables and iptables, on the host itself";
const GUARD = "it takes root, iptables and arptables, on the host itself";
const HOST = "this machine does not see the host's network";

function unseenOf(
    machines: readonly DomainView[],
    networks: readonly NetworkView[],
    { filters, local }: HostView,
): Unseen[] {
    const active = machines.filter(({ isActive }) => isActive);
    const running = active.length > 0;
    const names = (some: readonly DomainView[]) => some.map(nameOf).join(", ");
    const list: readonly (readonly [boolean, string, string])[] = [
        [running && local.taps === undefined, "the rules on the guests' taps", ROOT],
        [running && local.firewall === undefined, "libvirt's rules of forwarding", ROOT],
        [
            isAtTaps(machines, networks) && local.missingGuards === undefined,
            "the firewall's guard of taps",
            GUARD,
        ],
        [running && local.links === undefined, "bridges, their ports and addresses", HOST],
        ...networks.flatMap((one) => [
            [
                one.title === undefined,
                `network ${one.name}`,
                "it does not say how far it reaches",
            ] as const,
            [
                one.title !== undefined && needsHost(one.title) && local.links === undefined,
                `the filter of network ${one.name}`,
                HOST,
            ] as const,
            [
                local.taps !== undefined && !isComparable(filters.get(one.name)),
                `the rules on the taps of network ${one.name}`,
                "its filter has rules of a kind that is not known here",
            ] as const,
        ]),
        [
            local.nftTaps.size > 0,
            `rule by rule, the rules on ${[...local.nftTaps].join(", ")}`,
            "libvirt keeps them in nftables, and they end in a rule that drops",
        ],
        ...unseenMachines(active, local, names),
        [
            machines.some((one) => !isMachine(one)),
            `NICs and devices of ${names(machines.filter((one) => !isMachine(one)))}`,
            "no lab has declared them",
        ],
        [
            machines.length > active.length,
            `QEMU of ${names(machines.filter(({ isActive }) => !isActive))}`,
            "it is off: its definition was looked at",
        ],
    ];
    return list.flatMap(([isSo, what, why]) => (isSo ? [{ what, why }] : []));
}

function unseenMachines(
    active: readonly DomainView[],
    { emulators, logs }: HostView["local"],
    names: (some: readonly DomainView[]) => string,
) {
    const isHere = ({ machine }: DomainView) => emulators.has(machine.uuid);
    const unseen = active.filter((one) => !isHere(one));
    const recorded = active.filter((one) => isHere(one) && captureFiles(one.now).length > 0);
    return [
        [
            recorded.length > 0 && logs === undefined,
            `whether ${names(recorded)} is still recorded`,
            "it takes root, on the host itself",
        ],
        [
            unseen.length > 0,
            `QEMU's process of ${names(unseen)}`,
            "it does not run on this machine",
        ],
    ] as const;
}

const isComparable = (
    filter: HostView["filters"] extends ReadonlyMap<string, infer F> ? F | undefined : never,
) => filter === undefined || canCompare(readNetworkFilter(filter).rules);
