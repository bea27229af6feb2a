import { EFFECTS } from "../../schema/core/effects";
import type { CostlyChange } from "./diff";
import type { Cost, ChangePreview } from "./resource";
import type { Properties } from "./wire";

/**
 * What preview prints of an update: a word for the resource's row, that of its costliest change, and a line that names
 * the fields and what each does.
 */
export function previewChanges(
    name: string,
    changes: readonly CostlyChange[],
    forecast: ChangePreview,
    news: Properties,
    state: Properties,
): { word: string; text: string } {
    const byCost = new Map<string, { cost: Cost; fields: string[] }>();
    for (const change of EFFECTS.flatMap((effect) => changes.filter(has(effect)))) {
        const cost = forecast.costOf?.(change, news, state) ?? {
            label: change.effect,
            description: forecast.texts[change.effect] ?? "",
        };
        const same = byCost.get(cost.description) ?? { cost, fields: [] };
        byCost.set(cost.description, { cost, fields: [...same.fields, fieldText(change)] });
    }
    const costs = [...byCost.values()].sort((one, other) => rankOf(one.cost) - rankOf(other.cost));
    const sentences = costs.map(({ cost, fields }) => `${fields.join(", ")}: ${cost.description}`);
    return costs.length === 0
        ? { word: "mend", text: `${name}: finishes what an earlier run left undone` }
        : { word: costs.at(-1)?.cost.label ?? "", text: `${name}: ${sentences.join("; ")}` };
}

/** Words for a resource's row, the costliest last. */
const LABELS = ["live", "next start", "start", "stop", "power", "restart", "reset"];

const rankOf = ({ label }: Cost) => LABELS.indexOf(label);

const has = (effect: string) => (change: CostlyChange) => change.effect === effect;

/** Texts may be secret, and the provider does not know which are: only figures and switches are shown. */
function fieldText({ path, old, value }: CostlyChange): string {
    return isPlain(old) && isPlain(value) ? `${path} ${old} -> ${value}` : path;
}

const isPlain = (value: unknown) => typeof value === "number" || typeof value === "boolean";
