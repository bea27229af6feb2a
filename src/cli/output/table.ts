import stringWidth from "string-width";
import type { Output } from "./io";
import { paint, type Style } from "./paint";
import { plainText } from "./plainText";

export type Text = string | { readonly text: string; readonly style: Style };

/** One text, or several below each other. */
type Cell = Text | readonly Text[];

export type Row = readonly Cell[];

const GAP = "  ";
/** No column gets narrower, however narrow the terminal is. */
const LEAST_WIDTH = 4;

/**
 * Rows whose columns line up. On a terminal, cells wrap so that rows fit its width; elsewhere lines stay whole, as
 * grep needs them.
 */
export function table(out: Output, rows: readonly Row[]): string {
    const cells = rows.map((row) => row.map(textsOf));
    const widths = fittingWidths(naturalWidths(cells), out.columns);
    return cells.map((row) => printedRow(out, row, widths)).join("");
}

interface Styled {
    readonly text: string;
    readonly style?: Style;
}

/** The lines of a cell. Texts may come from a guest or from another user of the host. */
const textsOf = (cell: Cell): Styled[] =>
    [cell].flat().flatMap((one) => {
        const { text, ...style } = typeof one === "string" ? { text: one } : one;
        return plainText(text)
            .split("\n")
            .map((line) => ({ text: line.replace(/[\b\t\r]/g, " "), ...style }));
    });

function naturalWidths(rows: readonly (readonly (readonly Styled[])[])[]): number[] {
    const widths: number[] = [];
    for (const row of rows) {
        row.forEach((lines, column) => {
            const width = Math.max(0, ...lines.map(({ text }) => stringWidth(text)));
            widths[column] = Math.max(widths[column] ?? 0, width);
        });
    }
    return widths;
}

/** Takes from the widest column as long as rows do not fit. */
function fittingWidths(natural: readonly number[], terminal = Infinity): number[] {
    const widths = [...natural];
    const room = terminal - GAP.length * (widths.length - 1);
    const sum = () => widths.reduce((total, width) => total + width, 0);
    for (let widest = Math.max(...widths); sum() > room && widest > LEAST_WIDTH;) {
        widths[widths.indexOf(widest)] = widest - 1;
        widest = Math.max(...widths);
    }
    return widths;
}

function printedRow(
    out: Output,
    row: readonly (readonly Styled[])[],
    widths: readonly number[],
): string {
    const columns = row.map((lines, column) =>
        lines.flatMap(({ text, style }) =>
            wrap(text, widths[column] ?? 0).map((part) => ({ text: part, style })),
        ),
    );
    const height = Math.max(...columns.map(({ length }) => length));
    const lines = Array.from({ length: height }, (_, index) =>
        columns
            .map((lines, column) => padded(out, lines[index], widths[column] ?? 0))
            .join(GAP)
            .trimEnd(),
    );
    return `${lines.join("\n")}\n`;
}

function padded(
    out: Output,
    line: { readonly text: string; readonly style: Style | undefined } | undefined,
    width: number,
): string {
    const { text = "", style } = line ?? {};
    const shown = style === undefined ? text : paint(out, style, text);
    return shown + " ".repeat(width - stringWidth(text));
}

/** Breaks a text at spaces, and words that are longer than a line anywhere. */
function wrap(text: string, width: number): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(" ").flatMap((one) => pieces(one, width))) {
        const longer = line === "" ? word : `${line} ${word}`;
        if (stringWidth(longer) <= width) {
            line = longer;
        } else {
            lines.push(line);
            line = word;
        }
    }
    return [...lines, line];
}

function pieces(word: string, width: number): string[] {
    const found = [""];
    for (const character of word) {
        const longer = `${found.at(-1) ?? ""}${character}`;
        if (stringWidth(longer) <= width) found[found.length - 1] = longer;
        else found.push(character);
    }
    return found;
}
