// @ts-check
// Measures 25 to 200 machines that are off, in seconds and libvirt calls: `npm start`, then, as root,
// `. .lab/env && node bench/many.mjs`, or with other numbers as arguments. It removes everything that it creates.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Table from "cli-table3";
import { countCalls } from "./callCounter.mjs";
import { manyMachines } from "./manyMachines.mjs";

const root = join(import.meta.dirname, "..");
const DAEMON = "/run/libvirt/libvirt-sock";
const IMAGES = "/var/lib/libvirt/images";
const PHASES = [
    ["up", "--yes", "--skip-preview"],
    ["preview", "--expect-no-changes"],
    ["destroy", "--yes", "--skip-preview"],
];

const run = promisify(execFile);
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [25, 50, 100, 200];
const folder = mkdtempSync(join(tmpdir(), "xplab-many-"));
const name = `xplab-many-${process.pid}`;
const socket = join(folder, "libvirt-sock");
const image = join(folder, "image");
const environment = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${folder}/state?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "of no use elsewhere",
};

const counter = await countCalls(socket, DAEMON);
try {
    prepare();
    await pulumi("stack", "init", "dev");
    const phases = PHASES.flatMap(([phase]) => [`${phase}, s`, "calls"]);
    const table = new Table({ head: ["machines", ...phases, "connections"] });
    for (const size of sizes) table.push(await rowOf(size));
    console.log(table.toString());
} finally {
    counter.close();
    rmSync(folder, { recursive: true });
}

function prepare() {
    mkdirSync(join(folder, "state"));
    writeFileSync(image, Buffer.alloc(2 ** 20));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), "{}");
    const plugins = { providers: [{ name: "libvirt", path: join(root, "bin") }] };
    const project = { name: "many", runtime: "nodejs", main: "index.js", plugins };
    writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify(project));
}

/** @param {number} count */
async function rowOf(count) {
    const uri = `qemu:///system?socket=${socket}`;
    const program = manyMachines({ count, name, folder: join(IMAGES, name), image, uri });
    const requires = ["pulumi", "libvirt"].map(
        (one) => `const ${one} = require("@pulumi/${one}");`,
    );
    writeFileSync(join(folder, "index.js"), [...requires, program].join("\n"));
    const cells = [];
    for (const words of PHASES) {
        const from = performance.now();
        await pulumi(...words);
        const seconds = (performance.now() - from) / 1000;
        const calls = [...counter.take().values()].reduce((sum, one) => sum + one, 0);
        cells.push(seconds.toFixed(1), calls);
    }
    return [count, ...cells, counter.connectionsMax()];
}

/** @param {string[]} words */
async function pulumi(...words) {
    await run("pulumi", [...words, "--non-interactive"], { cwd: folder, env: environment });
}
