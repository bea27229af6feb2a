// @ts-check
import { paint } from "./colour.mjs";
import { isMissing } from "./need.mjs";

/** @import { Need } from "./need.mjs" */

/**
 * What is about to be installed, built and started.
 * @param {readonly Need[]} needs
 */
export function planText(needs) {
    const missing = needs.filter(isMissing);
    if (missing.length === 0) {
        return "Everything the lab needs is here.";
    }
    return ["This will now provide what the lab needs:", ...missing.map(describe)].join("\n");
}

/**
 * What a check found, with the command that would provide what is missing.
 * @param {readonly Need[]} needs
 */
export function checkText(needs) {
    return needs
        .map((need) =>
            isMissing(need)
                ? `${paint("red", "✗")} ${need.title}: missing ${need.missing.join(" ")}\n    ${need.command}`
                : `${paint("green", "✓")} ${need.title}`,
        )
        .join("\n");
}

/** @param {Need} need */
function describe({ title, missing, command }) {
    return `  ${paint("bold", title)}: ${missing.join(" ")}\n    ${paint("dim", command)}`;
}
