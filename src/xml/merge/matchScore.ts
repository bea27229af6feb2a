import { elements, type Children } from "../tree/children";
import type { Element } from "../tree/element";
import { matchElements } from "./matchElements";
import { hasUnit, isSameText, isSameValue, textOf } from "./canonicalize";

/** Counts the statements of `declared` that `stored` contains too, in any spelling. */
export function matchScore(stored: Element, declared: Element): number {
    const ofAttributes = namesOf(declared).filter((name) => isSaid(stored, declared, name)).length;
    const ofText = textOf(declared) !== "" && isSameText(stored, declared) ? 1 : 0;
    const ofChildren = [...counterparts(stored, declared)].map(
        ([one, counterpart]) => 1 + matchScore(counterpart, one),
    );
    return ofChildren.reduce((sum, each) => sum + each, ofAttributes + ofText);
}

/** Whether `stored` contains all of `declared`, whatever libvirt added. */
export const isSubset = (declared: Element, stored: Element): boolean =>
    matchScore(stored, declared) === matchScore(declared, declared);

/** Whether `stored` differs from `declared`, rather than only lacking parts of it. */
export function contradicts(stored: Element, declared: Element): boolean {
    const isOther = (name: string) =>
        Object.hasOwn(stored.attributes, name) && !isSaid(stored, declared, name);
    const isOtherText =
        textOf(declared) !== "" && textOf(stored) !== "" && !isSameText(stored, declared);
    return (
        isOtherText ||
        namesOf(declared).some(isOther) ||
        [...counterparts(stored, declared)].some(([one, other]) => contradicts(other, one))
    );
}

/** What `declared` would be if `stored` were as declared; leaves out what is gone. */
export function asDeclared(stored: Element, declared: Element): Element {
    const isSpokenText = textOf(declared) === "" || isSameText(stored, declared);
    const pairs = counterparts(stored, declared);
    const children = declared.children.flatMap((child): Children => {
        if (typeof child === "string") return [];
        const counterpart = pairs.get(child);
        return counterpart === undefined ? [] : [asDeclared(counterpart, child)];
    });
    const text = textOf(isSpokenText ? declared : stored);
    return {
        name: declared.name,
        attributes: actualAttributes(stored, declared, isSpokenText),
        children: text === "" ? children : [text, ...children],
    };
}

function actualAttributes(stored: Element, declared: Element, isSpokenText: boolean) {
    const kept = namesOf(declared).flatMap((name) => {
        const [value, said] = [stored.attributes[name], declared.attributes[name]];
        const spoken = isSaid(stored, declared, name) ? said : value;
        return spoken === undefined ? [] : [[name, spoken] as const];
    });
    const { unit } = (isSpokenText ? declared : stored).attributes;
    return { ...Object.fromEntries(kept), ...(unit === undefined ? {} : { unit }) };
}

/** The attributes that mean something alone; a size's unit is compared with the size. */
const namesOf = (declared: Element) =>
    Object.keys(declared.attributes).filter((name) => name !== "unit" || !hasUnit(declared));

function isSaid(stored: Element, declared: Element, name: string): boolean {
    const [value, said] = [stored.attributes[name], declared.attributes[name]];
    return value !== undefined && said !== undefined && isSameValue(value, said);
}

function counterparts(stored: Element, declared: Element): ReadonlyMap<Element, Element> {
    const wanted = elements(declared).map((is) => ({ is }));
    const pairs = [...matchElements(elements(stored), wanted)];
    return new Map(pairs.flatMap(([found, { is }]) => (is ? [[is, found] as const] : [])));
}
