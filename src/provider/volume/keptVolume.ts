import { volumeKept } from "../../errors";
import { failureOf, type Failure } from "../../schema/core/failures";
import { Volume } from "../../schema/volume/volume";
import { defaultedFields } from "../lifecycle/defaults";
import { costlyChanges } from "../lifecycle/diff";
import type { Properties } from "../lifecycle/wire";

/**
 * Reports changes that would replace a volume with `keep`. Check does this, because it can fail in preview, unlike Diff. An
 * unknown counts as another value: it is unknown because its source is being replaced.
 */
export function keptFailures(news: Properties, olds: Properties): Failure[] {
    if (news["keep"] !== true || Object.keys(olds).length === 0) return [];
    return costlyChanges(Volume, olds, news)
        .filter(({ effect, keys: [field = ""] }) => effect === "replace" && !isDerived(news, field))
        .map(({ path, old }) => {
            const value = old === undefined ? undefined : JSON.stringify(old);
            return failureOf(volumeKept([path], { value }));
        });
}

/** Whether Check derives a field from others, with which it changes. */
const isDerived = (inputs: Properties, field: string) => defaultedFields(inputs).has(field);
