import { EFFECTS } from "../schema/effects";
import type { CostlyChange } from "./diff";
import type { Cost, Forecast } from "./resource";
import type { Properties } from "./wire";

/**
 * What preview prints of an update: a word for the resource's row, that of its costliest change, and a line that names
 * the fields and what each does.
 */
export function forecastOf(
    name: string,
    changes: readonly CostlyChange[],
    forecast: Forecast,
    news: Properties,
    state: Properties,
): { word: string; text: string } {
    const byCost = new Map<string, { cost: Cost; fields: string[] }>();
    for (const change of EFFECTS.flatMap((effect) => changes.filter(has(effect)))) {
        const cost = forecast.costOf?.(change, news, state) ?? {
            word: change.effect,
            does: forecast.texts[change.effect] ?? "",
        };
        const same = byCost.get(cost.does) ?? { cost, fields: [] };
        byCost.set(cost.does, { cost, fields: [...same.fields, fieldText(change)] });
    }
    const costs = [...byCost.values()].sort((one, other) => rankOf(one.cost) - rankOf(other.cost));
    const sentences = costs.map(({ cost, fields }) => `${fields.join(", ")}: ${cost.does}`);
    return costs.length === 0
        ? { word: "mend", text: `${name}: finishes what an earlier run left undone` }
        : { word: costs.at(-1)?.cost.word ?? "", text: `${name}: ${sentences.join("; ")}` };
}

/** Words for a resource's row, the costliest last. */
const WORDS = ["live", "next start", "start", "stop", "power", "restart", "reset"];

const rankOf = ({ word }: Cost) => WORDS.indexOf(word);

const has = (effect: string) => (change: CostlyChange) => change.effect === effect;

/** Texts may be secret, and the provider does not know which are: only figures and switches are shown. */
function fieldText({ path, old, value }: CostlyChange): string {
    return isPlain(old) && isPlain(value) ? `${path} ${old} -> ${value}` : path;
}

const isPlain = (value: unknown) => typeof value === "number" || typeof value === "boolean";
