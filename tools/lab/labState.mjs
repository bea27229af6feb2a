// @ts-check
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { labFolder } from "./folders.mjs";

export const stackName = "dev";
export const projectName = "xp-lab";
export const stateFolder = join(labFolder, "state");
export const passphraseFile = join(labFolder, "passphrase");
export const environmentFile = join(labFolder, "env");

/** Whether the lab's stack exists. */
export function hasStack() {
    return existsSync(join(stateFolder, ".pulumi/stacks", projectName, `${stackName}.json`));
}

/** Variables that make Pulumi's CLI work on this lab and nothing else. */
export function labVariables() {
    return {
        // Pulumi writes its metadata file in place: if it is killed midway, the file is empty and every command fails.
        PULUMI_BACKEND_URL: `file://${stateFolder}?metadata=skip`,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile,
        // The user's own ~/.pulumi, with logins and selected stacks, stays as it is.
        PULUMI_HOME: join(labFolder, "pulumi"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
    };
}

/**
 * The file that `. .lab/env` reads.
 * @param {string} cliFolder
 */
export function environmentText(cliFolder) {
    return [
        "# Read with `. .lab/env`; afterwards plain `pulumi` works on this lab from any folder.",
        `export PATH=${shellQuote(cliFolder)}:"$PATH"`,
        ...Object.entries(labVariables()).map(
            ([name, value]) => `export ${name}=${shellQuote(value)}`,
        ),
        // If both are set, Pulumi uses this one.
        "unset PULUMI_CONFIG_PASSPHRASE",
        "",
    ].join("\n");
}

/** @param {string} text */
export function shellQuote(text) {
    return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Creates what is missing in .lab.
 * @param {string} cliFolder
 * @returns {Promise<boolean>} whether something had to be written
 */
export async function prepareLabState(cliFolder) {
    await mkdir(labFolder, { recursive: true, mode: 0o700 });
    await mkdir(stateFolder, { recursive: true });
    if (!existsSync(passphraseFile)) {
        const passphrase = randomBytes(32).toString("base64url");
        await writeFile(passphraseFile, passphrase, { mode: 0o600, flag: "wx" });
    }
    const text = environmentText(cliFolder);
    const isWritten = (await readFile(environmentFile, "utf8").catch(() => "")) === text;
    if (!isWritten) {
        await writeFile(environmentFile, text);
    }
    return !isWritten;
}
