// @ts-check

/** @typedef {"red" | "green" | "yellow" | "bold" | "dim"} Colour */

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/**
 * Only a terminal gets colours; https://no-color.org turns them off there too.
 * @param {Colour} colour
 * @param {string} text
 * @param {boolean} [enabled]
 */
export function paint(colour, text, enabled = process.stdout.isTTY && !process.env.NO_COLOR) {
    return enabled ? `\u001B[${codes[colour]}m${text}\u001B[0m` : text;
}
