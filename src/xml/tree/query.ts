import type { Element } from "./element";

/** All elements at a path of child names, such as `all(domain, "devices", "interface")`. */
export function all(root: Element, ...path: readonly string[]): Element[] {
    return path.reduce<Element[]>(
        (found, name) =>
            found.flatMap(({ children }) =>
                children.filter(
                    (child): child is Element => typeof child !== "string" && child.name === name,
                ),
            ),
        [root],
    );
}

/** The first element at a path. */
export const first = (root: Element, ...path: readonly string[]): Element | undefined =>
    all(root, ...path)[0];

/** The attributes of the first element at a path; empty if it does not exist. */
export const attributesAt = (root: Element, ...path: readonly string[]): Element["attributes"] =>
    first(root, ...path)?.attributes ?? {};

/** The text of the first element at a path. */
export function textAt(root: Element, ...path: readonly string[]): string | undefined {
    const found = first(root, ...path);
    return found?.children.filter((child) => typeof child === "string").join("");
}
