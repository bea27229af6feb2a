// @ts-check
import { createRequire } from "node:module";

const { table } = createRequire(import.meta.url)("../dist/cli/output/table.js");

const OUTPUT = { write: () => undefined, isTerminal: false, hasColours: false };

/** A table of results, in the form of the xplab command's. */
export class Table {
    /** @type {string[][]} */
    #rows;

    /** @param {{ head: readonly string[] }} options */
    constructor({ head }) {
        this.#rows = [[...head]];
    }

    /** @param {readonly (readonly (string | number | undefined)[])[]} rows */
    push(...rows) {
        this.#rows.push(...rows.map((row) => row.map(String)));
    }

    toString() {
        return table(OUTPUT, this.#rows);
    }
}
