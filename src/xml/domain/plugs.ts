import type { Interface } from "../../schema/domain/domainDevices";
import type { Element } from "../tree/element";
import { all, attributesAt } from "../tree/query";

/** An interface of a domain: the network that it is plugged into, and the MAC address by which it is known there. */
export interface Plug {
    readonly network: string;
    readonly mac: string;
}

/** Those of a domain that are on networks of libvirt's. */
export const plugsIn = (domain: Element): Plug[] =>
    all(domain, "devices", "interface").flatMap((nic) => {
        const { network } = attributesAt(nic, "source");
        const { address } = attributesAt(nic, "mac");
        return network === undefined || address === undefined
            ? []
            : [{ network, mac: address.toLowerCase() }];
    });

/** The same of declared ones. */
export const plugsOf = (interfaces: Readonly<Record<string, Interface>>): Plug[] =>
    Object.values(interfaces).flatMap(({ network, mac }) =>
        mac === undefined ? [] : [{ network, mac }],
    );

export const withoutPlugs = (some: readonly Plug[], others: readonly Plug[]): Plug[] =>
    some.filter(
        (one) => !others.some(({ network, mac }) => network === one.network && mac === one.mac),
    );
