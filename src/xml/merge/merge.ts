import { changed, elements, nameOf, type Children } from "../tree/children";
import { isAnotherThing, staleAttributes, staleElement } from "./staleElements";
import { element, print, type Element } from "../tree/element";
import { matchElements, type Declaration } from "./matchElements";
import { textOf } from "./canonicalize";

/**
 * Brings `stored` from what `old` declares to what `news` declares. What neither declares stays in its place. Where old
 * and news agree, stored stays as it is even if it differs. A second merge changes nothing.
 */
export function merge(stored: Element, old: Element, news: Element): Element {
    if (same(old, news)) return stored;
    if (isAnotherThing(old, news)) return news;
    const children = mergedElements(stored, old, news);
    return {
        name: stored.name,
        attributes: mergedAttributes(stored, old, news),
        children: mergedText(mergedSequence(children, old, news), old, news),
    };
}

const same = (one: Element, other: Element) => print(one) === print(other);

function mergedAttributes(stored: Element, old: Element, news: Element): Element["attributes"] {
    const merged = new Map(Object.entries(stored.attributes));
    for (const name of staleAttributes(old, news)) merged.delete(name);
    // A new text has a unit of its own; libvirt may have rewritten the old one's.
    const isSameText = textOf(old) === textOf(news);
    const differing = new Map(Object.entries(news.attributes));
    for (const [name, value] of Object.entries(old.attributes)) {
        if (!differing.has(name)) merged.delete(name);
        else if (isSameText && differing.get(name) === value) differing.delete(name);
    }
    for (const [name, value] of differing) merged.set(name, value);
    return Object.fromEntries(merged);
}

function mergedElements(stored: Element, old: Element, news: Element): Children {
    const [before, after] = [unordered(old), unordered(news)];
    const declarations = declarationsOf(before, after);
    const pairs = matchElements(unordered(stored), declarations);
    const isStale = staleElement(before, after);
    const becomes = (child: Element): Children => {
        const pair = pairs.get(child);
        if (pair === undefined) return isStale(child) ? [] : [child];
        const { was = element(child.name), is } = pair;
        return is === undefined ? [] : [merge(child, was, is)];
    };
    const found = new Set(pairs.values());
    const added = declarations.flatMap((one) =>
        one.is === undefined || found.has(one) || isUnchanged(one) ? [] : [one.is],
    );
    return changed(stored.children, becomes, added);
}

function declarationsOf(before: readonly Element[], after: readonly Element[]): Declaration[] {
    const pairs = matchElements(
        after,
        before.map((is) => ({ is })),
    );
    const origins = new Map([...pairs].map(([is, { is: was }]) => [is, was]));
    const continued = new Set(origins.values());
    return [
        ...before.filter((was) => !continued.has(was)).map((was) => ({ was })),
        ...after.map((is) => ({ was: origins.get(is), is })),
    ];
}

const isUnchanged = ({ was, is }: Declaration) => was && is && same(was, is);

/** Elements whose order matters; they change all together. */
const SEQUENCE = "boot";

const unordered = (root: Element) => elements(root).filter(({ name }) => name !== SEQUENCE);

const sequence = (root: Element) => elements(root).filter(({ name }) => name === SEQUENCE);

function mergedSequence(children: Children, old: Element, news: Element): Children {
    const [before, after] = [sequence(old), sequence(news)];
    if (same(element("", {}, before), element("", {}, after))) return children;
    const others = children.filter((child) => nameOf(child) !== SEQUENCE);
    const first = children.findIndex((child) => nameOf(child) === SEQUENCE);
    return others.toSpliced(first === -1 ? others.length : first, 0, ...after);
}

function mergedText(children: Children, old: Element, news: Element): Children {
    const text = textOf(news);
    if (textOf(old) === text) return children;
    const others = children.filter((child) => typeof child !== "string");
    return text === "" ? others : [text, ...others];
}
