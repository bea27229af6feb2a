import type { Element } from "../tree/element";
import { first, textAt } from "../tree/query";

type Identity = (element: Element) => string | undefined;

const attribute =
    (...names: readonly string[]): Identity =>
    ({ attributes }) => {
        const values = names.map((name) => attributes[name]);
        return values.includes(undefined) ? undefined : JSON.stringify(values);
    };

const at =
    (child: string, ...names: readonly string[]): Identity =>
    (element) => {
        const found = first(element, child);
        return found && attribute(...names)(found);
    };

const either =
    (...identities: readonly Identity[]): Identity =>
    (element) =>
        identities.map((identity) => identity(element)).find((key) => key !== undefined);

/** The host's device, identified by its ids, its place, or both. */
const source: Identity = (element) => {
    const said = ["vendor", "product", "address"].map((name) => first(element, "source", name));
    return said.every((one) => one === undefined)
        ? undefined
        : JSON.stringify(said.map((one) => one?.attributes));
};

const text: Identity = (element) => textAt(element);

const alone: Identity = () => "";

/**
 * What distinguishes elements of the same name in one parent, the strongest first: an interface with another MAC address
 * is recognised by its slot. Elements that are not listed occur once.
 */
const IDENTITIES: ReadonlyMap<string, readonly Identity[]> = new Map([
    ["disk", [at("target", "dev")]],
    ["interface", [at("mac", "address"), at("address", "slot")]],
    // A USB 2.0 controller and its companions share an index.
    [
        "controller",
        [
            either(attribute("type", "index", "model"), attribute("type", "index")),
            attribute("type", "index"),
        ],
    ],
    ["hostdev", [source, at("alias", "name")]],
    ["parallel", [at("target", "port")]],
    // A disk's serial is only text.
    ["serial", [either(at("target", "port"), alone)]],
    ["graphics", [attribute("type")]],
    ["input", [attribute("type", "bus")]],
    ["timer", [attribute("name")]],
    ["feature", [attribute("name")]],
    ["parameter", [attribute("name")]],
    ["variable", [attribute("name")]],
    ["entry", [attribute("name")]],
    ["vcpupin", [attribute("vcpu")]],
    ["memnode", [attribute("cellid")]],
    ["cell", [attribute("id")]],
    ["qemu:env", [attribute("name")]],
    ["qemu:device", [attribute("alias")]],
    ["qemu:property", [attribute("name")]],
    ["host", [either(attribute("mac"), attribute("ip"), attribute("name"))]],
    ["hostname", [text]],
    ["range", [attribute("start", "end")]],
    // What other programs put into a subnet would not fit into another.
    ["ip", [attribute("address")]],
]);

const RANKS = [0, 1] as const;

/** An element as it was declared before, and as it is declared now. One to be removed has no `is`. */
export interface Declaration {
    readonly was?: Element | undefined;
    readonly is?: Element | undefined;
}

/**
 * Finds the declaration of each element. All strong identities are tried before weak ones, and the old form before the
 * new one; equals match in their order. Removals match by strong identity only: a second merge must find nothing.
 */
export function matchElements(
    elements: readonly Element[],
    declarations: readonly Declaration[],
): ReadonlyMap<Element, Declaration> {
    const pairs = new Map<Element, Declaration>();
    const open = new Set(declarations);
    const claim = (declaration: Declaration, form: Element | undefined, rank: number) => {
        if (form === undefined || !open.has(declaration)) return;
        const found = elements.find((one) => !pairs.has(one) && isSame(one, form, rank));
        if (found === undefined) return;
        pairs.set(found, declaration);
        open.delete(declaration);
    };
    for (const rank of RANKS) {
        for (const one of declarations)
            if (rank === 0 || one.is !== undefined) claim(one, one.was, rank);
        for (const one of declarations) claim(one, one.is, rank);
    }
    return pairs;
}

/** Whether the elements share an identity. */
export function isSame(one: Element, other: Element, rank = 0): boolean {
    if (one.name !== other.name) return false;
    const identity = (IDENTITIES.get(one.name) ?? [alone])[rank];
    const key = identity?.(one);
    return key !== undefined && key === identity?.(other);
}
