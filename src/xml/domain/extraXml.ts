import { NAMESPACES, type ExtraXml } from "../../schema/domain/extraXml";
import { asDeclared, matchScore, contradicts, isSubset } from "../merge/matchScore";
import { changed, elements, type Children } from "../tree/children";
import { element, print, type Element } from "../tree/element";
import { merge } from "../merge/merge";
import { isSame, type Declaration } from "../merge/matchElements";
import { parse } from "../tree/parse";

/** Adds the extra elements to a built definition; makes missing parents. */
export const withExtra = (tree: Element, entries: readonly ExtraXml[]): Element =>
    mergeExtra(tree, [], entries);

/**
 * Brings the extra elements of `stored` from the old entries to the new ones, after `merge` has done the rest. An old
 * entry becomes the new one with the same text, or else the next one with its parent and name. An entry's stored element
 * is the one that contains all of it, whatever libvirt added or rewrote; failing that the most similar one, as somebody
 * may have changed it. Only differences between the entries change it. A device that contradicts a removed entry belongs
 * to somebody else and stays.
 */
export function mergeExtra(
    stored: Element,
    old: readonly ExtraXml[],
    news: readonly ExtraXml[],
): Element {
    const [before, after] = [old.map(parsed), news.map(parsed)];
    const parents = [...new Set([...before, ...after].map(({ at }) => at))];
    const merged = parents.reduce((tree, at) => {
        const declarations = declarationsOf(elementsAt(before, at), elementsAt(after, at));
        return edit(tree, at, (parent) => mergedInto(parent, at, declarations));
    }, stored);
    return withNamespaces(merged, after);
}

/** The entries as `stored` has them: in the declared spelling where both agree, without those that are gone. */
export function readExtra(stored: Element, entries: readonly ExtraXml[]): ExtraXml[] {
    const all = entries.map((entry) => ({ entry, ...parsed(entry) }));
    const found = new Map<Element, Element>();
    for (const at of new Set(all.map((one) => one.at))) {
        const declarations = elementsAt(all, at).map((was) => ({ was, is: was }));
        const parent = elementAt(stored, at);
        const claims = parent ? claimed(elements(parent), at, declarations) : [];
        for (const [child, { was }] of claims) if (was !== undefined) found.set(was, child);
    }
    return all.flatMap(({ entry, at, root }) => {
        const there = found.get(root);
        if (there === undefined) return [];
        return isSubset(root, there)
            ? [entry]
            : [{ at, xml: print(asDeclared(there, root)).trimEnd() }];
    });
}

interface Extra {
    readonly at: string;
    readonly root: Element;
}

/** libvirt puts its namespaces on the document's root. */
function parsed({ at, xml }: ExtraXml): Extra {
    const root = parse(xml);
    const attributes = Object.entries(root.attributes).filter(
        ([name, value]) => !OWN.some(([own, uri]) => own === name && uri === value),
    );
    return { at, root: { ...root, attributes: Object.fromEntries(attributes) } };
}

const OWN = Object.entries(NAMESPACES).map(([prefix, uri]) => [`xmlns:${prefix}`, uri] as const);

const elementsAt = (extras: readonly Extra[], at: string) =>
    extras.filter((one) => one.at === at).map(({ root }) => root);

function declarationsOf(before: readonly Element[], after: readonly Element[]): Declaration[] {
    const open = new Set(before);
    const origins = new Map<Element, Element>();
    const follow = (matches: (was: Element, is: Element) => boolean) => {
        for (const is of after) {
            const was = [...open].find((one) => !origins.has(is) && matches(one, is));
            if (was === undefined) continue;
            origins.set(is, was);
            open.delete(was);
        }
    };
    follow((was, is) => print(was) === print(is));
    follow((was, is) => was.name === is.name);
    return [
        ...[...open].map((was) => ({ was })),
        ...after.map((is) => ({ was: origins.get(is), is })),
    ];
}

function mergedInto(parent: Element, at: string, declarations: readonly Declaration[]): Element {
    const claims = new Map(claimed(elements(parent), at, declarations));
    const becomes = (child: Element): Children => {
        const claim = claims.get(child);
        if (claim === undefined) return [child];
        const { was = element(child.name), is } = claim;
        return is === undefined ? [] : [merge(child, was, is)];
    };
    const found = new Set(claims.values());
    const added = declarations.flatMap((one) => {
        const { was, is } = one;
        const isUnchanged = was && is && print(was) === print(is);
        return is === undefined || found.has(one) || isUnchanged ? [] : [is];
    });
    return { ...parent, children: changed(parent.children, becomes, added) };
}

const DEVICES = "/domain/devices";

/** The stored element of each entry; the entries with the most content choose first. */
function claimed(
    there: readonly Element[],
    at: string,
    declarations: readonly Declaration[],
): [Element, Declaration][] {
    const claims = new Map<Element, Declaration>();
    const taken = new Set<Declaration>();
    const claim = (form: keyof Declaration, choose: Choice) => {
        for (const one of bySize(declarations, form)) {
            const said = one[form];
            if (said === undefined || taken.has(one)) continue;
            const free = there.filter((child) => !claims.has(child) && isSame(child, said));
            const chosen = choose(free, said, one);
            if (chosen === undefined) continue;
            claims.set(chosen, one);
            taken.add(one);
        }
    };
    claim("was", wholly);
    claim("is", wholly);
    claim("was", at === DEVICES ? similar : nearest);
    if (at !== DEVICES) claim("is", nearest);
    return [...claims];
}

type Choice = (
    there: readonly Element[],
    said: Element,
    declaration: Declaration,
) => Element | undefined;

const wholly: Choice = (there, said) => there.find((child) => isSubset(said, child));

const nearest: Choice = (there, said) =>
    [...there].sort((one, other) => matchScore(other, said) - matchScore(one, said))[0];

/**
 * Most elements occur once, but another device of the same name may be somebody else's. An element to be removed may
 * lack parts of the declaration, since libvirt drops some defaults, but must not contradict it.
 */
const similar: Choice = (there, said, { is }) => {
    if (is === undefined) return there.find((child) => !contradicts(child, said));
    const found = nearest(there, said, { is });
    return found && 2 * matchScore(found, said) >= matchScore(said, said) ? found : undefined;
};

const bySize = (declarations: readonly Declaration[], form: keyof Declaration) =>
    [...declarations].sort((one, other) => sizeOf(other[form]) - sizeOf(one[form]));

const sizeOf = (said: Element | undefined) => (said ? matchScore(said, said) : 0);

const stepsOf = (at: string) => at.split("/").slice(2);

const elementAt = (root: Element, at: string): Element | undefined =>
    stepsOf(at).reduce<Element | undefined>(
        (parent, name) => parent && elements(parent).find((child) => child.name === name),
        root,
    );

/** Changes the element at a path; makes a missing one, and removes one that ends up empty. */
function edit(root: Element, at: string, change: (parent: Element) => Element): Element {
    const within = (parent: Element, [step, ...rest]: readonly string[]): Element => {
        if (step === undefined) return change(parent);
        const old = elements(parent).find(({ name }) => name === step);
        const made = within(old ?? element(step), rest);
        const isEmpty = made.children.length === 0 && Object.keys(made.attributes).length === 0;
        const isLeft = isEmpty && (old === undefined || old.children.length > 0);
        const kept = isLeft ? [] : [made];
        return {
            ...parent,
            children: changed(
                parent.children,
                (child) => (child === old ? kept : [child]),
                old === undefined ? kept : [],
            ),
        };
    };
    return within(root, stepsOf(at));
}

function withNamespaces(root: Element, extras: readonly Extra[]): Element {
    const needed = OWN.filter(([name]) =>
        extras.some((one) => usesPrefix(one.root, name.slice("xmlns:".length))),
    );
    return { ...root, attributes: { ...root.attributes, ...Object.fromEntries(needed) } };
}

const usesPrefix = (one: Element, prefix: string): boolean =>
    one.name.startsWith(`${prefix}:`) || elements(one).some((child) => usesPrefix(child, prefix));
