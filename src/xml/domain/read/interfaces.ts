import { readBandwidth } from "./limits";
import type { Element } from "../../tree/element";
import { slotOf } from "../write/pciSlots";
import { all, attributesAt, first } from "../../tree/query";
import { reading, type Reading } from "../../tree/reading";

/** The slots and MAC addresses of interfaces with known names. */
export type KnownInterfaces = Readonly<
    Record<string, { readonly mac?: unknown; readonly pciSlot?: unknown }>
>;

/** The interfaces by the name known for their slot, else for their MAC, else by a name made from their place. */
export function readInterfaces(
    found: readonly Element[],
    known: KnownInterfaces,
    captureOf: (nic: Element) => string | undefined = () => undefined,
): Readonly<Record<string, Reading>> {
    const named = new Map<string, Reading>();
    const nics = found.map((nic) => readInterface(nic, captureOf(nic)));
    const unnamed = () => nics.filter((nic) => ![...named.values()].includes(nic));
    for (const key of ["pciSlot", "mac"] as const)
        for (const nic of unnamed()) {
            const match = Object.entries(known).find(
                ([name, its]) =>
                    !named.has(name) && nic[key] !== undefined && its[key] === nic[key],
            );
            if (match !== undefined) named.set(match[0], nic);
        }
    for (const nic of unnamed())
        named.set(unlike([...Object.keys(known), ...named.keys()], placeOf(nic)), nic);
    return Object.fromEntries(named);
}

const placeOf = ({ pciSlot, mac }: Reading) =>
    typeof pciSlot === "number" ? `nic${pciSlot}` : `nic-${String(mac).replaceAll(":", "")}`;

/** The name, with a number if it is taken. */
function unlike(names: readonly string[], name: string): string {
    const candidates = [name, ...names.map((_, index) => `${name}-${index + 2}`)];
    return candidates.find((candidate) => !names.includes(candidate)) ?? name;
}

// Live XML adds a portid and the bridge; for a network on a host bridge its type is "bridge".
function readInterface(nic: Element, captureFile: string | undefined): Reading {
    const address = first(nic, "address");
    return reading({
        mac: attributesAt(nic, "mac")["address"],
        network: attributesAt(nic, "source")["network"],
        model: attributesAt(nic, "model")["type"],
        linkUp: attributesAt(nic, "link")["state"] !== "down",
        filter: attributesAt(nic, "filterref")["filter"],
        filterParameters: parametersOf(nic),
        isolatedPort: attributesAt(nic, "port")["isolated"] === "yes",
        bandwidth: readBandwidth(nic),
        captureFile,
        pciSlot: address && slotOf(address),
    });
}

/** A repeated parameter is a list. */
function parametersOf(nic: Element): Readonly<Record<string, string>> {
    const values = new Map<string, string[]>();
    for (const { attributes } of all(nic, "filterref", "parameter")) {
        const { name = "", value = "" } = attributes;
        values.set(name, [...(values.get(name) ?? []), value]);
    }
    return Object.fromEntries([...values].map(([name, list]) => [name, list.join(",")]));
}
