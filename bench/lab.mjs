// @ts-check
// Measures the ready-made lab: `npm start`, then `. .lab/env && node bench/lab.mjs`. Compare the figures of one run.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";

const root = join(import.meta.dirname, "..");
const ROUNDS = 5;

const empty = emptyProject();
try {
    const table = new Table({ head: ["what", `median of ${ROUNDS}`, "least", "most"] });
    table.push(row("preview of an empty program", "s", await times(() => preview(empty))));
    writeFileSync(join(empty, "index.js"), 'require("@pulumi/pulumi");');
    table.push(row("... that loads Pulumi's SDK", "s", await times(() => preview(empty))));
    table.push(row("preview of the lab, nothing to do", "s", await times(() => preview(root))));
    const starts = await rounds(startProvider);
    table.push(
        row(
            "provider ready",
            "s",
            starts.map(({ seconds }) => seconds),
        ),
    );
    table.push(
        row(
            "provider resident",
            "MB",
            starts.map(({ megabytes }) => megabytes),
        ),
    );
    console.log(table.toString());
} finally {
    pulumi(empty, "stack", "rm", "--yes", "--force", "bench-empty");
    rmSync(empty, { recursive: true });
}

function emptyProject() {
    const folder = mkdtempSync(join(tmpdir(), "xplab-bench-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: empty\nruntime: nodejs\nmain: index.js\n");
    writeFileSync(join(folder, "index.js"), "");
    writeFileSync(join(folder, "package.json"), "{}");
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    pulumi(folder, "stack", "select", "--create", "bench-empty");
    pulumi(folder, "up", "--yes", "--skip-preview");
    return folder;
}

/** @param {string} folder */
function preview(folder) {
    pulumi(folder, "preview", "--expect-no-changes");
}

/**
 * @param {string} folder
 * @param {string[]} words
 */
function pulumi(folder, ...words) {
    execFileSync("pulumi", [...words, "--non-interactive"], { cwd: folder, stdio: "pipe" });
}

/** Waits until the plugin prints its port, as the engine does. */
async function startProvider() {
    const from = performance.now();
    const plugin = spawn(join(root, "bin/pulumi-resource-libvirt"), { stdio: "pipe" });
    await once(plugin.stdout, "data");
    const seconds = (performance.now() - from) / 1000;
    const status = readFileSync(`/proc/${plugin.pid}/status`, "utf8");
    const megabytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    plugin.stdin.end();
    await once(plugin, "exit");
    return { seconds, megabytes };
}

/** @param {() => void} work */
function times(work) {
    return rounds(() => {
        const from = performance.now();
        work();
        return Promise.resolve((performance.now() - from) / 1000);
    });
}

/**
 * @template T
 * @param {() => Promise<T>} work
 */
async function rounds(work) {
    const results = [];
    for (let round = 0; round < ROUNDS; round++) results.push(await work());
    return results;
}

/**
 * @param {string} what
 * @param {string} unit
 * @param {number[]} figures
 */
function row(what, unit, figures) {
    const sorted = figures.toSorted((a, b) => a - b);
    const shown = [sorted[Math.floor(ROUNDS / 2)], sorted[0], sorted.at(-1)];
    return [what, ...shown.map((figure) => `${figure?.toFixed(2)} ${unit}`)];
}
