// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { rootFolder } from "./folders.mjs";
import { stackName } from "./labState.mjs";

export const configurationFile = join(rootFolder, `Pulumi.${stackName}.yaml`);

/** Whether the stack's configuration holds settings of the user, which must outlive the lab. */
export async function hasOwnSettings() {
    const text = await readFile(configurationFile, "utf8").catch(() => "");
    return !holdsOnlySalt(text);
}

/**
 * Whether nothing is in it but what Pulumi itself put there.
 * @param {string} text of Pulumi.<stack>.yaml
 */
export function holdsOnlySalt(text) {
    return text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .every((line) => /^encryptionsalt:\s/.test(line) || /^config:\s*(\{\s*\})?\s*$/.test(line));
}
