// @ts-check
import { paint } from "./colour.mjs";

/** @import { Guest } from "./waitForGuests.mjs" */

/**
 * The lab as a table.
 * @param {readonly Guest[]} guests
 * @param {ReadonlyMap<string, string>} pictures by machine
 */
export async function guestTable(guests, pictures) {
    // Loaded here because the set-up itself runs before any package is installed.
    const { default: Table } = await import("cli-table3");
    const head = ["machine", "state", "address", "screen", "picture"];
    const table = new Table({ head, style: { head: [], border: [] } });
    table.push(...guests.map((guest) => row(guest, pictures)));
    return table.toString();
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
        [". .lab/env", "plain `pulumi` works on this lab from any folder"],
        ["pulumi preview", "what would change: nothing"],
        ["pulumi config set image ~/xp-sp3.qcow2 && pulumi up", "your Windows XP for the stand-in"],
        ["npm run down", "all of it gone"],
    ];
    const lines = steps.map(([command = "", meaning]) => `  ${command.padEnd(52)}# ${meaning}`);
    return [paint("bold", "Next:"), ...lines].join("\n");
}
