// @ts-check
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../lab/command.mjs";
import { rootFolder } from "../lab/folders.mjs";

const enter = join(rootFolder, "test/integration/host/enter.sh");
const inside = fileURLToPath(new URL("versions.mjs", import.meta.url));

/**
 * What a test host runs.
 * @typedef {object} Versions
 * @property {string} distribution
 * @property {string} libvirt
 * @property {string} qemu
 * @property {string} kernel
 * @property {string} node
 * @property {string} firewall back end of libvirt's networks
 */

/**
 * Enters a test host as jest's workers do, and asks there.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Versions>}
 */
export async function lookAt(env) {
    // Named like those of the tests, which remove the leftovers of killed runs.
    const hosts = `/var/tmp/xplabtest-${process.pid}`;
    await mkdir(hosts);
    try {
        const variables = {
            XPLAB_TEST_HOSTS: hosts,
            XPLAB_TEST_PREFIX: "xplab-look-",
            JEST_WORKER_ID: "1",
        };
        return JSON.parse(await run("bash", [enter, inside], { env: { ...env, ...variables } }));
    } finally {
        await rm(hosts, { recursive: true, force: true });
    }
}
