import type { Weakness } from "../../../errors";
import type { Domain } from "../../../libvirt";
import type { Element } from "../../../xml/tree/element";
import { leadsNowhere, parkingName } from "../../../xml/network/parking";
import { attributesAt, textAt } from "../../../xml/tree/query";
import { checkTaps } from "../audit/assess";
import { isMachine, nameOf } from "../audit/subjects";
import { checkNetwork } from "../audit/networkCheck";
import { macOf, nicsOf, tapOf } from "../../../xml/domain/nics";
import { networkOf, checkNic } from "../audit/nicCheck";
import type { DomainView, HostView, NetworkView } from "../audit/view";
import { handleOf } from "../../host/machine";

/** A NIC of a running guest of a lab, with the ways in which it is less isolated than its lab declares. */
export interface WatchedNic {
    readonly domain: Domain;
    /** The machine as audit names it: "machine dev/patient-1". */
    readonly machine: string;
    readonly mac: string;
    readonly tap: string;
    readonly nic: Element;
    readonly stored: Element | undefined;
    readonly network: NetworkView | undefined;
    readonly weaknesses: readonly Weakness[];
}

/** How the guard repairs a weakness; "nothing" leaves the guest unplugged. */
export type Repair =
    "guard" | "chains" | "reload" | "filter" | "nic" | "bridge" | "port" | "nothing";

/** The audit's findings that widen a guest's reach, and their repairs. */
export const REPAIRS: Readonly<Record<string, Repair>> = {
    "tap-guard-missing": "guard",
    "firewall-flushed": "chains",
    "firewall-bypassed": "chains",
    "tap-unfiltered": "reload",
    "tap-wider": "reload",
    "filter-wider": "filter",
    "nic-unfiltered": "nic",
    "nic-filter-other": "nic",
    "tap-unbound": "nic",
    "port-not-isolated": "port",
    "filter-gone": "nothing",
    "frames-taken": "nothing",
    "nic-foreign": "nothing",
    "nic-moved": "bridge",
};

/** All NICs of running guests of labs. */
export const watchedNics = (view: HostView): WatchedNic[] =>
    view.domains
        .filter((one) => one.isActive && isMachine(one))
        .flatMap((domain) => nicsOf(domain.now).map((nic) => watchedNic(nic, domain, view)));

export const keyOf = ({ domain, mac }: Pick<WatchedNic, "domain" | "mac">): string =>
    `${domain.uuid} ${mac}`;

/** While the provider restarts a network, its guests are plugged into another network that leads nowhere. */
function isParked(nic: Element, home: NetworkView | undefined, { networks }: HostView): boolean {
    const uuid = home === undefined ? undefined : textAt(home.now, "uuid");
    if (uuid === undefined || networkNameOf(nic) !== parkingName(uuid)) return false;
    const parking = networks.get(parkingName(uuid));
    return parking === undefined || leadsNowhere(parking.now);
}

const networkNameOf = (nic: Element) => attributesAt(nic, "source")["network"] ?? "";

function watchedNic(nic: Element, domain: DomainView, view: HostView): WatchedNic {
    const network = networkOf(nic, view);
    const title = network?.title;
    const stored = nicsOf(domain.stored).find((one) => macOf(one) === macOf(nic));
    const home = stored && view.networks.get(networkNameOf(stored));
    const found = [
        ...checkNic(nic, domain, view),
        ...(network !== undefined && title !== undefined
            ? checkNetwork({ ...network, title }, view)
            : []),
        ...(title?.reach === "nothing" ? [] : checkTaps(view.local)),
    ];
    return {
        domain: handleOf(domain.machine),
        machine: nameOf(domain),
        mac: macOf(nic),
        tap: tapOf(nic),
        nic,
        stored,
        network,
        weaknesses: isParked(nic, home, view) ? [] : found.filter(({ code }) => code in REPAIRS),
    };
}
