// @ts-check
import { becomeAdministrator } from "../lab/administrator.mjs";
import { runInSight } from "../lab/command.mjs";

/** Variables that locate the user's folders and commands; sudo would replace them. */
const kept = ["HOME", "PATH", "XDG_CACHE_HOME"];

/**
 * Runs a script again as root: a root folder's files belong to many users, and tests need namespaces.
 * @param {string} script
 * @param {readonly string[]} words
 */
export async function asRoot(script, words) {
    await becomeAdministrator("Creating a system and testing in it");
    const variables = kept.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [`${name}=${value}`];
    });
    await runInSight("sudo", ["-n", "env", ...variables, process.execPath, script, ...words], {
        remedy: "The output above shows what failed.",
    });
}
