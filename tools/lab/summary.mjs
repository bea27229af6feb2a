// @ts-check
import { paint } from "./colour.mjs";
import { table } from "./guests.mjs";
/** @import { Guest } from "./waitForGuests.mjs" */

/**
 * The lab as a table.
 * @param {readonly Guest[]} guests
 * @param {ReadonlyMap<string, string>} pictures by machine
 */
export function guestTable(guests, pictures) {
    const head = ["machine", "state", "address", "screen", "picture"];
    return table([head, ...guests.map((guest) => row(guest, pictures))]);
}

/**
 * @param {Guest} guest
 * @param {ReadonlyMap<string, string>} pictures
 */
function row({ name, machine, status }, pictures) {
    return [
        name,
        status?.state ?? "gone",
        status?.addresses.join(" ") || (machine.reach === "nothing" ? "none (reach nothing)" : "-"),
        status?.screen ?? "-",
        pictures.get(name) ?? "-",
    ];
}

export function nextStepsText() {
    const steps = [
        [". .lab/env", "use this lab with plain `pulumi` from any folder"],
        ["pulumi preview", "show pending changes: none"],
        [
            "pulumi config set image ~/xp-sp3.qcow2 && pulumi up",
            "use your Windows XP, not the stand-in",
        ],
        ["npm run down", "remove everything"],
    ];
    const lines = steps.map(([command = "", meaning]) => `  ${command.padEnd(52)}# ${meaning}`);
    return [paint("bold", "Next:"), ...lines].join("\n");
}
