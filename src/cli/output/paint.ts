import { inspect } from "node:util";
import type { Output } from "./io";

export type Style = "red" | "green" | "yellow" | "bold" | "dim";

/**
 * Text in a colour, where the output has colours. Not `util.styleText`, which came with Node 20.12: `xplab doctor` runs on
 * any Node to report one that is too old.
 */
export function paint({ hasColours }: Output, style: Style, text: string): string {
    const [open, close] = inspect.colors[style] ?? [0, 0];
    return hasColours ? `\u001B[${open}m${text}\u001B[${close}m` : text;
}
