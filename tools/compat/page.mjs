// @ts-check
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rootFolder } from "../lab/folders.mjs";
import { markdownTable } from "../generate/markdown/table.cjs";

/** @import { SystemResult } from "./results.mjs" */

const pageFile = join(rootFolder, "docs/reference/compatibility.md");
const mark = "<!-- From here on written by `npm run compat`. -->";
const head = "System,Daemons,Firewall,libvirt,QEMU,Kernel,Node,Date,Files,Tests,Failed".split(",");

/** @param {readonly SystemResult[]} results */
export async function writePage(results) {
    const page = await readFile(pageFile, "utf8");
    const kept = page.slice(0, page.indexOf(mark) + mark.length);
    await writeFile(pageFile, `${kept}\n\n${pageText(results, await countFiles())}`);
}

/**
 * @param {readonly SystemResult[]} results
 * @param {number} fileCount how many files of integration tests there are
 */
export function pageText(results, fileCount) {
    const table = markdownTable([head, ...results.map((one) => rowOf(one, fileCount))]);
    return `${table}\n## Failures\n\n${failuresText(results)}\n`;
}

/**
 * @param {SystemResult} result
 * @param {number} fileCount
 */
function rowOf({ daemons, date, versions, files }, fileCount) {
    const { distribution, firewall, libvirt, qemu, kernel, node } = versions;
    const all = Object.values(files);
    const [passed, failed] = [
        all.map((file) => file.passed),
        all.map((file) => file.failed.length),
    ];
    return [
        distribution,
        daemons,
        firewall,
        libvirt,
        qemu,
        kernel,
        node,
        date,
        `${all.length} of ${fileCount}`,
        `${sum(passed) + sum(failed)}`,
        `${sum(failed)}`,
    ];
}

/** @param {readonly number[]} numbers */
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

/** @param {readonly SystemResult[]} results */
function failuresText(results) {
    const lines = results.flatMap(({ daemons, versions, files }) =>
        Object.entries(files).flatMap(([file, { failed }]) =>
            failed.map((test) => {
                const { distribution, libvirt, firewall, node } = versions;
                const where = `${distribution}, libvirt ${libvirt}, ${daemons}, ${firewall}, Node ${node}`;
                return `- ${where}: \`${file}\`, ${test}`;
            }),
        ),
    );
    return lines.length === 0 ? "None." : lines.join("\n");
}

async function countFiles() {
    const names = await readdir(join(rootFolder, "test"), { recursive: true });
    return names.filter((name) => name.endsWith(".itest.ts")).length;
}
