// @ts-check
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runAsRoot } from "./administrator.mjs";
import { domainNames, exportDeployment } from "./deployment.mjs";
import { labFolder } from "./folders.mjs";
import { stateFolder } from "./labState.mjs";

/** @import { Deployment } from "./deployment.mjs" */
/** @import { Pulumi } from "./pulumi.mjs" */

const namesFile = join(labFolder, "domains.json");
const historyFolder = join(stateFolder, ".pulumi/history");
// A domain that is defined again under that name keeps its log. The probes are short-lived domains with which
// the provider tests KVM. QEMU's logs belong to root.
const removal = `for name; do
    if [ ! -e "/etc/libvirt/qemu/$name.xml" ]; then rm -f "/var/log/libvirt/qemu/$name.log"*; fi
done
rm -f /var/log/libvirt/qemu/xplab-probe-*.log`;

/**
 * Records all domains that the stack ever had, before it is removed.
 * @param {Pulumi} pulumi
 */
export async function noteDomainNames(pulumi) {
    const deployments = [await exportDeployment(pulumi), ...(await pastDeployments())];
    const names = [...new Set([...(await notedNames()), ...deployments.flatMap(domainNames)])];
    await writeFile(namesFile, JSON.stringify(names));
}

/** Removes the logs of the domains that were noted: libvirt writes them and has no call to delete them. */
export async function removeDomainLogs() {
    const names = (await notedNames()).filter((name) => !name.includes("/"));
    if (existsSync(namesFile)) {
        await runAsRoot("sh", ["-c", removal, "sh", ...names]);
    }
}

/** @returns {Promise<string[]>} */
async function notedNames() {
    return JSON.parse(await readFile(namesFile, "utf8").catch(() => "[]"));
}

/** @returns {Promise<Deployment[]>} */
async function pastDeployments() {
    const files = await readdir(historyFolder, { recursive: true }).catch(() => []);
    const checkpoints = files.filter((file) => file.endsWith(".checkpoint.json"));
    return Promise.all(
        checkpoints.map(async (file) => {
            const text = await readFile(join(historyFolder, file), "utf8");
            return JSON.parse(text).checkpoint?.latest ?? {};
        }),
    );
}
