import type { Element } from "./element";

export type Children = Element["children"];

/** The children that are elements. */
export const elements = ({ children }: Element): Element[] =>
    children.filter((child) => typeof child !== "string");

export const nameOf = (child: Element | string): string | undefined =>
    typeof child === "string" ? undefined : child.name;

/** Replaces each element by what it becomes. Adds new elements behind the last of their name, or else at the end. */
export function changed(
    children: Children,
    becomes: (child: Element) => Children,
    added: readonly Element[],
): Children {
    const last = new Map(children.map((child, index) => [nameOf(child), index]));
    return [
        ...children.flatMap((child, index) => [
            ...(typeof child === "string" ? [child] : becomes(child)),
            ...added.filter(({ name }) => name === nameOf(child) && last.get(name) === index),
        ]),
        ...added.filter(({ name }) => !last.has(name)),
    ];
}

/** Replaces each of a domain's devices by what it becomes. */
export const mapDevices = (
    domain: Element,
    becomes: (device: Element) => readonly Element[],
): Element =>
    mapChildren(domain, (child) => [
        child.name === "devices" ? mapChildren(child, becomes) : child,
    ]);

/** Replaces each child element by what it becomes; keeps texts. */
export function mapChildren(
    parent: Element,
    becomes: (child: Element) => readonly Element[],
): Element {
    const children = parent.children.flatMap((child): readonly (Element | string)[] =>
        typeof child === "string" ? [child] : becomes(child),
    );
    return { ...parent, children };
}
