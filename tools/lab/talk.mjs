// @ts-check
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rootFolder } from "./folders.mjs";
import { localUri } from "./machines.mjs";
import { Problem } from "./problem.mjs";

/** @import { Answer } from "../../src/standIn/index.js" */

const usage = 'usage: npm run talk -- [--uri URI] [--force] MACHINE "QUESTION"';
const wrongUsage = 64;
const load = createRequire(import.meta.url);

/** @type {Record<Answer["outcome"], number>} */
const exitCodes = { ok: 0, fail: 1, error: wrongUsage };

/**
 * Asks a running stand-in a question, and prints its answer.
 * @param {readonly string[]} words
 */
export async function talk(words) {
    const request = parseRequest(words);
    if (request === undefined) {
        console.error(usage);
        process.exitCode = wrongUsage;
        return;
    }
    const answer = await ask(request);
    // The text comes from a guest.
    console.log(compiled("cli/output/plainText.js").plainText(answer.text));
    process.exitCode = exitCodes[answer.outcome];
}

/** @param {readonly string[]} words */
export function parseRequest(words) {
    try {
        const { values, positionals } = parseArgs({
            args: [...words],
            allowPositionals: true,
            options: { uri: { type: "string" }, force: { type: "boolean" } },
        });
        const [machine, ...question] = positionals;
        return machine === undefined || question.length === 0
            ? undefined
            : {
                  uri: values.uri ?? process.env["LIBVIRT_DEFAULT_URI"] ?? localUri,
                  force: values.force ?? false,
                  machine,
                  question: question.join(" "),
              };
    } catch {
        return undefined;
    }
}

/** @param {NonNullable<ReturnType<typeof parseRequest>>} request */
async function ask(request) {
    /** @type {typeof import("../../src/standIn/index.js")} */
    const standIn = compiled("standIn/index.js");
    try {
        return await standIn.talk(request);
    } catch (error) {
        if (error instanceof standIn.UserError) {
            throw new Problem(error.what, `${error.remedy} [${error.code}]`, { cause: error });
        }
        throw error;
    }
}

/**
 * @param {string} module below dist
 * @returns {any}
 */
function compiled(module) {
    const path = join(rootFolder, "dist", module);
    if (!existsSync(path)) {
        throw new Problem("xplab is not built.", 'Run "npm run build".');
    }
    return load(path);
}
