import type { Interface } from "../../schema/domain/domainDevices";
import type { Element } from "../tree/element";
import { attributesAt } from "../tree/query";
import { nicsOf } from "./nics";

/** The network and the MAC address of a domain's interface. */
export interface Plug {
    readonly network: string;
    readonly mac: string;
}

/** The interfaces of a domain that are on libvirt networks. */
export const plugsIn = (domain: Element): Plug[] =>
    nicsOf(domain).flatMap((nic) => {
        const { network } = attributesAt(nic, "source");
        const { address } = attributesAt(nic, "mac");
        return network === undefined || address === undefined
            ? []
            : [{ network, mac: address.toLowerCase() }];
    });

/** The same for declared interfaces. */
export const plugsOf = (interfaces: Readonly<Record<string, Interface>>): Plug[] =>
    Object.values(interfaces).flatMap(({ network, mac }) =>
        mac === undefined ? [] : [{ network, mac }],
    );

export const withoutPlugs = (some: readonly Plug[], others: readonly Plug[]): Plug[] =>
    some.filter(
        (one) => !others.some(({ network, mac }) => network === one.network && mac === one.mac),
    );
