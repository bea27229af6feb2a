import { volumeKept } from "../../errors";
import { failureOf, type Failure } from "../../schema/core/failures";
import { Volume } from "../../schema/volume/volume";
import { defaultedFields } from "../lifecycle/defaults";
import { costlyChanges } from "../lifecycle/diff";
import type { Properties } from "../lifecycle/wire";

/**
 * What would make another volume of one that is to be kept. Check says it, which unlike Diff can fail, and so in preview
 * too. What is open is taken for another value: it is open because what it comes from is made anew.
 */
export function keptFailures(news: Properties, olds: Properties): Failure[] {
    if (news["keep"] !== true || Object.keys(olds).length === 0) return [];
    return costlyChanges(Volume, olds, news)
        .filter(({ effect, keys: [field = ""] }) => effect === "replace" && !isDrawn(news, field))
        .map(({ path, old }) => {
            const value = old === undefined ? undefined : JSON.stringify(old);
            return failureOf(volumeKept([path], { value }));
        });
}

/** What Check draws from the other fields changes with them. */
const isDrawn = (inputs: Properties, field: string) => defaultedFields(inputs).has(field);
