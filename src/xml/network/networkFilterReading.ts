import type { Element } from "../tree/element";
import { all, textAt } from "../tree/query";

/** A rule; its values may be unknown to the schema. */
export interface FoundRule {
    readonly action: string | undefined;
    readonly direction: string | undefined;
    readonly priority: number;
    readonly protocol: string | undefined;
    readonly match: Readonly<Record<string, string>>;
}

/** The inputs that a network filter's XML holds, in libvirt's spelling. */
export function readNetworkFilter(filter: Element) {
    const { name, chain } = filter.attributes;
    const rules = all(filter, "rule").map(readRule);
    return { name, uuid: textAt(filter, "uuid"), chain, rules };
}

function readRule({ attributes, children }: Element): FoundRule {
    const { action, direction, priority } = attributes;
    const frame = children.find((child) => typeof child !== "string");
    return {
        action,
        direction,
        priority: Number(priority),
        protocol: frame?.name,
        match: frame?.attributes ?? {},
    };
}
