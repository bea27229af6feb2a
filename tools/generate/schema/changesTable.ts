import { withRest } from "../markdown/part";
import { markdownTable } from "../markdown/table.cjs";
import type { ChangeKind, EffectTable } from "../../../src/schema/core/effects";
import type { ResourceSchema } from "../../../src/schema/core/resource";

/** The page with a table for each resource of what a change of each of its fields costs. */
export function changesPage(page: string, resources: readonly ResourceSchema[]): string {
    return withRest(page, resources.map(sectionOf).join("\n"));
}

function sectionOf({ token, effects }: ResourceSchema): string {
    const rows = Object.entries(effects).map(([path, effect]) => [`\`${path}\``, costOf(effect)]);
    return `## ${token.slice(token.lastIndexOf(":") + 1)}\n\n${markdownTable([["field", "cost"], ...rows])}`;
}

const KINDS: Readonly<Record<ChangeKind, string>> = {
    add: "to add",
    update: "to change",
    delete: "to remove",
};

/** One word where all is the same, else what adding, changing and removing cost. */
export function costOf(effect: EffectTable[string]): string {
    if (typeof effect === "string") return effect;
    const kinds = Object.keys(KINDS) as ChangeKind[]; // a record's own keys
    const [one, ...others] = new Set(kinds.map((kind) => effect[kind]));
    if (one !== undefined && others.length === 0) return one;
    return kinds.map((kind) => `${effect[kind]} ${KINDS[kind]}`).join(", ");
}
