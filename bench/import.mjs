// @ts-check
// The import of an image of 1 GB beside `qemu-img convert` of the same: npm run build && node bench/import.mjs
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import Table from "cli-table3";

const { Provider } = createRequire(import.meta.url)("../dist/provider/provider.js");

const ROUNDS = 3;
const MIB = 1000;
const name = `xplab-bench-${process.pid}`;
const folder = mkdtempSync(join("/var/tmp", `${name}-`));
const source = join(folder, "source.qcow2");
const urn = (/** @type {string} */ type) => `urn:pulumi:dev::bench::libvirt:index:${type}::${name}`;
const log = () => undefined;
const { signal } = new AbortController();

/** In a run of its own: the one that made an object takes a delete for that of another. */
function provider() {
    const one = new Provider();
    one.configure({}, randomUUID());
    return one;
}

const pool = await make("Pool", { name, path: `/var/lib/libvirt/images/${name}` });
try {
    const raw = join(folder, "source.raw");
    run("dd", "if=/dev/urandom", `of=${raw}`, "bs=1M", `count=${MIB}`, "status=none");
    run("qemu-img", "convert", "-O", "qcow2", raw, source);
    rmSync(raw);
    /** @type {number[]} */
    const converts = [];
    /** @type {number[]} */
    const imports = [];
    for (let round = 0; round < ROUNDS; round += 1) {
        converts.push(await seconds(async () => convert()));
        // Another time, so that the SHA-256 is taken anew.
        utimesSync(source, round, round);
        imports.push(
            await seconds(async () => {
                const volume = await make("Volume", { pool: name, source: { file: source } });
                return () =>
                    provider().delete(urn("Volume"), volume.id, volume.outputs, signal, log);
            }),
        );
    }
    const table = new Table({ head: ["what", `s, median of ${ROUNDS}`, "least", "most", "speed"] });
    const row = (/** @type {string} */ what, /** @type {number[]} */ values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const shown = [median(values), sorted[0], sorted.at(-1)].map((value) => value?.toFixed(2));
        table.push([what, ...shown, (median(converts) / median(values)).toFixed(2)]);
    };
    row("qemu-img convert", converts);
    row("import, with SHA-256 of source and copy", imports);
    console.log(table.toString());
} finally {
    await provider().delete(urn("Pool"), pool.id, pool.outputs, signal, log);
    rmSync(folder, { recursive: true });
}

/**
 * @param {string} type
 * @param {object} news
 */
async function make(type, news) {
    const one = provider();
    const { inputs, failures } = await one.check(urn(type), news, {});
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return one.create(urn(type), inputs, signal, log);
}

async function convert() {
    const file = `/var/lib/libvirt/images/${name}/converted`;
    run("qemu-img", "convert", "-O", "qcow2", source, file);
    return async () => rmSync(file);
}

/**
 * The time of a piece of work, without that of what takes it back.
 * @param {() => Promise<() => Promise<unknown>>} work
 */
async function seconds(work) {
    const from = performance.now();
    const undo = await work();
    const taken = (performance.now() - from) / 1000;
    await undo();
    return taken;
}

/** @param {number[]} values */
function median(values) {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * @param {string} command
 * @param {string[]} words
 */
function run(command, ...words) {
    execFileSync(command, words, { stdio: ["ignore", "pipe", "inherit"] });
}
