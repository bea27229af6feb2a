import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Test hosts keep their disk images here, which has to be on a disk. */
const PARENT = "/var/tmp";
const STEM = "xplabtest-";

/** Passes the folder of this run's hosts to enter.sh. */
const VARIABLE = "XPLAB_TEST_HOSTS";

/** Creates the folder of this run's hosts, and removes those of killed runs. */
export async function makeHostsFolder(): Promise<void> {
    for (const name of await readdir(PARENT)) {
        const pid = name.startsWith(STEM) ? name.slice(STEM.length) : undefined;
        if (pid !== undefined && !existsSync(`/proc/${pid}`)) await remove(join(PARENT, name));
    }
    const folder = join(PARENT, `${STEM}${process.pid}`);
    process.env[VARIABLE] = folder;
    await mkdir(folder);
}

export async function removeHostsFolder(): Promise<void> {
    const folder = process.env[VARIABLE];
    if (folder !== undefined) await remove(folder);
}

const remove = (folder: string) => rm(folder, { recursive: true, force: true });
