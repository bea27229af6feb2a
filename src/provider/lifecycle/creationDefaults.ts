import { createHash } from "node:crypto";
import { v5 } from "uuid";
import { addDefaults } from "./defaults";
import type { DefaultsContext, WithDefaults } from "./resource";
import { entriesOf, hasUnknown, isUnknown, UNKNOWN, type Properties } from "./wire";

/** Name and UUID of a libvirt object that has both. Its owner finds it again by the UUID. */
export function namedDefaults(inputs: Properties, context: DefaultsContext): WithDefaults {
    return markedDefaults(addDefaults(inputs, { name: context.name }), context);
}

/** UUID of a libvirt object that has no name. */
export function markedDefaults(inputs: Properties, { owner, urn }: DefaultsContext): WithDefaults {
    const uuid = owner === undefined ? UNKNOWN : v5(urn, owner);
    return { inputs: addDefaults(inputs, { uuid }), failures: [] };
}

/** A MAC address in QEMU's range, derived from a seed. */
export function macFrom(seed: unknown, name: string): string {
    const digits = digitsOf("mac", seed, name);
    if (isUnknown(digits)) return UNKNOWN;
    return `52:54:00:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
}

/** A disk's serial number, derived from a seed. */
export function serialFrom(seed: unknown, name: string): string {
    const digits = digitsOf("serial", seed, name);
    return isUnknown(digits) ? UNKNOWN : `HD${digits.toUpperCase()}`;
}

/** Whether a device in the state lacks a field: it was imported that way, and stays so. */
export function isWithout(olds: unknown, name: string, field: string): boolean {
    const known = entriesOf(olds).find(([key]) => key === name);
    return known !== undefined && known[1][field] === undefined;
}

/** Digits that change with any of the values; unknown when one of them is. */
export function digitsOf(...values: readonly unknown[]): string {
    if (hasUnknown(values)) return UNKNOWN;
    return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 8);
}
