import { print, type Element } from "../tree/element";
import { first } from "../tree/query";

// What libvirt derives from a declaration and stores beside it is stale once the declaration goes.

/** What libvirt adds to these is valid for their type only: it refuses a cirrus card with qxl's memory sizes. */
const OF_THEIR_TYPE = new Set(["model", "listen", "address"]);

/** Whether the element became another thing, so that nothing stored about the old one applies. */
export const isAnotherThing = (old: Element, news: Element): boolean =>
    OF_THEIR_TYPE.has(old.name) &&
    old.attributes["type"] !== undefined &&
    old.attributes["type"] !== news.attributes["type"];

/** Attributes that repeat a changed child: libvirt refuses a screen whose first <listen> contradicts them. */
export function staleAttributes(old: Element, news: Element): readonly string[] {
    const [before, after] = [old, news].map((tree) => first(tree, "listen"));
    return before === undefined || (after && print(after)) === print(before)
        ? []
        : ["listen", "socket"];
}

interface Derivation {
    readonly is: (stored: Element) => boolean;
    /** Whether libvirt derives it from these siblings. */
    readonly follows: (declared: readonly Element[]) => boolean;
}

const isScreenOf = (type: string) => (one: Element) => has(one, "graphics", { type });

const DERIVATIONS: readonly Derivation[] = [
    {
        // If it stayed, the console would bring its serial port back.
        is: (stored) =>
            stored.name === "console" && first(stored, "target")?.attributes["type"] === "serial",
        follows: (declared) => declared.some(({ name }) => name === "serial"),
    },
    {
        is: (stored) => has(stored, "controller", { type: "fdc" }),
        follows: (declared) => declared.some((one) => has(one, "disk", { device: "floppy" })),
    },
    {
        is: (stored) => has(stored, "audio", { type: "spice" }),
        follows: (declared) => declared.some(isScreenOf("spice")),
    },
    {
        is: (stored) => has(stored, "audio", { type: "none" }),
        follows: (declared) => !declared.some(isScreenOf("spice")),
    },
];

/** Finds stored elements whose reason is gone. */
export function staleElement(old: readonly Element[], news: readonly Element[]) {
    const ended = DERIVATIONS.filter(({ follows }) => follows(old) && !follows(news));
    return (stored: Element): boolean => ended.some(({ is }) => is(stored));
}

const has = (one: Element, name: string, attributes: Element["attributes"]) =>
    one.name === name &&
    Object.entries(attributes).every(([key, value]) => one.attributes[key] === value);
