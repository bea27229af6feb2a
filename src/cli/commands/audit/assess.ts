import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import { attributesAt } from "../../../xml/tree/query";
import { TAP_GUARD } from "../../../xp/reach/tapGuard";
import { checkNetwork, type TitledNetwork } from "./networkCheck";
import { nicsOf } from "../../../xml/domain/nics";
import { networkOf, checkNics } from "./nicCheck";
import { checkConfinement } from "./confinementCheck";
import { unseenOf, type Unseen } from "./unseen";
import { isMachine, nameOf, usesTaps } from "./subjects";
import type { DomainView, HostView, LocalView, NetworkView } from "./view";

/** A weakness, and what it affects. */
interface Finding extends Weakness {
    /** "machine dev/patient-1", "network lab-lan-dev", "the host". */
    readonly on: readonly string[];
}

export interface Assessment {
    readonly findings: readonly Finding[];
    readonly unseen: readonly Unseen[];
}

/** How these machines are less isolated than declared, problems first, and what could not be checked. */
export function assess(machines: readonly DomainView[], view: HostView): Assessment {
    const networks = networksOf(machines, view);
    const titled = networks.filter((one): one is TitledNetwork => one.title !== undefined);
    const found = [
        ...machines.flatMap((one) => withSubject(nameOf(one), checkMachine(one, view))),
        ...titled.flatMap((one) => withSubject(`network ${one.name}`, checkNetwork(one, view))),
        ...withSubject("the host", machines.length > 0 ? checkHost(machines, networks, view) : []),
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

/** Domains outside of labs have no declared reach to check their NICs against. */
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

const withSubject = (subject: string, weaknesses: readonly Weakness[]): Finding[] =>
    weaknesses.map((one) => ({ ...one, on: [subject] }));

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
        ...(usesTaps(machines, reached) ? checkTaps(local) : []),
        ...(confinement === undefined ? [errors.confinementAbsent()] : []),
    ];
}

/** Checks that the host's firewall leaves all frames of taps to libvirt's filters. */
export const checkTaps = ({ missingGuards = 0, earlyRules }: LocalView): Weakness[] => [
    ...(missingGuards > 0
        ? [errors.tapGuardMissing({ missing: missingGuards, of: TAP_GUARD.length })]
        : []),
    ...(earlyRules.length > 0 ? [errors.framesDiverted({ rules: earlyRules })] : []),
];

const FORWARDING = ["nat", "route", "open"];

/** Reports the same weakness of several machines once. */
function merged(findings: readonly Finding[]): Finding[] {
    const byText = new Map<string, Finding>();
    for (const one of findings) {
        const key = errors.weaknessText(one);
        const earlier = byText.get(key)?.on ?? [];
        byText.set(key, { ...one, on: [...new Set([...earlier, ...one.on])] });
    }
    return [...byText.values()];
}
