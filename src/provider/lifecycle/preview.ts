import { EFFECTS } from "../../schema/core/effects";
import type { CostlyChange } from "./diff";
import type { Cost, ChangePreview } from "./resource";
import type { Properties } from "./wire";

/** Preview's text for an update: a label for the resource's row, that of the costliest change, and a line about each field. */
export function previewChanges(
    name: string,
    changes: readonly CostlyChange[],
    preview: ChangePreview,
    news: Properties,
    state: Properties,
): { label: string; text: string } {
    const byCost = new Map<string, { cost: Cost; fields: string[] }>();
    for (const change of EFFECTS.flatMap((effect) => changes.filter(has(effect)))) {
        const cost = preview.costOf?.(change, news, state) ?? {
            label: change.effect,
            description: preview.texts[change.effect] ?? "",
        };
        const same = byCost.get(cost.description) ?? { cost, fields: [] };
        byCost.set(cost.description, { cost, fields: [...same.fields, fieldText(change)] });
    }
    const costs = [...byCost.values()].sort((one, other) => rankOf(one.cost) - rankOf(other.cost));
    const sentences = costs.map(({ cost, fields }) => `${fields.join(", ")}: ${cost.description}`);
    return costs.length === 0
        ? { label: "finish", text: `${name}: finishes what an earlier run left undone` }
        : { label: costs.at(-1)?.cost.label ?? "", text: `${name}: ${sentences.join("; ")}` };
}

/** Labels for a resource's row, the costliest last. */
const LABELS = ["live", "next start", "start", "stop", "power", "restart", "reset"];

const rankOf = ({ label }: Cost) => LABELS.indexOf(label);

const has = (effect: string) => (change: CostlyChange) => change.effect === effect;

/** Shows values of numbers and booleans only: any text may be secret, and the provider cannot know. */
function fieldText({ path, old, value }: CostlyChange): string {
    return isPlain(old) && isPlain(value) ? `${path} ${old} -> ${value}` : path;
}

const isPlain = (value: unknown) => typeof value === "number" || typeof value === "boolean";
