import type { Element } from "../tree/element";
import { all, textAt } from "../tree/query";

/** A rule; its words may be some that the schema does not know. */
export interface FoundRule {
    readonly action: string | undefined;
    readonly direction: string | undefined;
    readonly priority: number;
    readonly protocol: string | undefined;
    readonly match: Readonly<Record<string, string>>;
}

/** A network filter's inputs, those that its XML tells, values in libvirt's spelling. */
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
