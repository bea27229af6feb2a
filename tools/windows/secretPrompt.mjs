// @ts-check
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { rootFolder } from "../lab/folders.mjs";
import { Problem } from "../lab/problem.mjs";

const require = createRequire(import.meta.url);

/** @type {typeof import("../../src/xp/setup/productKey.js")} */
const { KEY_CHARACTERS, PRODUCT_KEY } = require(join(rootFolder, "dist/xp/setup/productKey.js"));

/**
 * The product key, from a file or from the terminal, which does not show it. It is never an argument: those are visible to
 * every user of the host.
 * @param {string | undefined} file
 */
export async function productKey(file) {
    const text =
        file === undefined ? await askInSecret("Product key of the CD: ") : await textOf(file);
    const key = text.trim();
    if (PRODUCT_KEY.test(key)) return key;
    throw new Problem(
        `The product key must be five groups of five characters of ${KEY_CHARACTERS}, joined by dashes.`,
        "Type it at the prompt as it is on the sticker, or name a file that contains only the key with --key-file.",
    );
}

/** @param {string} file */
async function textOf(file) {
    return readFile(file, "utf8").catch((error) => {
        throw new Problem(
            `The product key cannot be read from "${file}": ${error.code ?? error.message}.`,
            "Name a file that contains only the key.",
        );
    });
}

/** @param {string} question */
function askInSecret(question) {
    if (!process.stdin.isTTY) {
        throw new Problem(
            "There is no terminal to ask for the product key.",
            "Write the key into a file that only you can read, and name it with --key-file.",
        );
    }
    process.stdout.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
    return new Promise((/** @type {(text: string) => void} */ resolve, reject) => {
        lines.once("line", (line) => {
            lines.close();
            process.stdout.write("\n");
            resolve(line);
        });
        lines.once("SIGINT", () => {
            lines.close();
            reject(new Problem("Interrupted.", "Run the same command again."));
        });
    });
}
