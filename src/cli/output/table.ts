import Table from "cli-table3";
import type { Output } from "./io";
import { paint } from "./paint";

const NO_BORDERS = Object.fromEntries(
    [
        ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"],
        ...["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
    ].map((part) => [part, ""]),
);

/** Columns that line up, two spaces apart. */
export function columns(
    out: Output,
    head: readonly string[],
    rows: readonly (readonly string[])[],
): string {
    const table = new Table({
        head: head.map((title) => paint(out, "bold", title)),
        chars: NO_BORDERS,
        style: { "padding-left": 0, "padding-right": 2, head: [], border: [] },
    });
    table.push(...rows.map((row) => [...row]));
    return table
        .toString()
        .split("\n")
        .map((line) => `${line.trimEnd()}\n`)
        .join("");
}
