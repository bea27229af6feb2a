// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootFolder } from "./folders.mjs";
import { stackName } from "./labState.mjs";

export const configurationFile = join(rootFolder, `Pulumi.${stackName}.yaml`);

/** Lets editors complete and check the file. */
const schemaComment = "# yaml-language-server: $schema=config.schema.json";

/** Names the schema in a new stack's file; Pulumi leaves comments where they are. */
export async function nameSchema() {
    const text = await readFile(configurationFile, "utf8").catch(() => "");
    await writeFile(configurationFile, withSchema(text));
}

/** @param {string} text of Pulumi.<stack>.yaml */
export function withSchema(text) {
    return text.includes("yaml-language-server") ? text : `${schemaComment}\n${text}`;
}

/** Whether the stack's configuration holds settings of the user, which must outlive the lab. */
export async function hasOwnSettings() {
    const text = await readFile(configurationFile, "utf8").catch(() => "");
    return !holdsOnlySalt(text);
}

/**
 * Whether it contains only what Pulumi and `npm start` put there.
 * @param {string} text of Pulumi.<stack>.yaml
 */
export function holdsOnlySalt(text) {
    return text
        .split("\n")
        .filter((line) => line.trim() !== "" && line !== schemaComment)
        .every((line) => /^encryptionsalt:\s/.test(line) || /^config:\s*(\{\s*\})?\s*$/.test(line));
}
