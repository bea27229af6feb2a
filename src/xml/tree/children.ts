import type { Element } from "./element";

export type Children = Element["children"];

/** The children that are no text. */
export const elements = ({ children }: Element): Element[] =>
    children.filter((child) => typeof child !== "string");

export const nameOf = (child: Element | string): string | undefined =>
    typeof child === "string" ? undefined : child.name;

/** What the elements among the children become, each added one behind the last of its name or else at the end. */
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

/** An element with what its elements become; its texts stay. */
export function mapChildren(
    parent: Element,
    becomes: (child: Element) => readonly Element[],
): Element {
    const children = parent.children.flatMap((child): readonly (Element | string)[] =>
        typeof child === "string" ? [child] : becomes(child),
    );
    return { ...parent, children };
}
