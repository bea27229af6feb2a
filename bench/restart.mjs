// @ts-check
// Compares restarts and destroys of a guest that boots nothing with virsh and raw QEMU, in turn:
// npm run build && node bench/restart.mjs [--rounds 10] [--json]
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { Table } from "./table.mjs";
import { end, start, argumentsOf } from "./rawQemu.mjs";

const dist = createRequire(new URL("../dist/", import.meta.url));
const { Provider } = dist("./provider/plugin/provider.js");
const { machineProbe } = dist("./cli/commands/doctor/machineProbe.js");
const { reaper } = dist("./cli/commands/doctor/reaper.js");

const { values: asked } = parseArgs({
    options: {
        rounds: { type: "string", default: "10" },
        json: { type: "boolean", default: false },
    },
});
const ROUNDS = Number(asked.rounds);

const name = `xplab-bench-${process.pid}`;
const urn = `urn:pulumi:dev::bench::libvirt:index:Domain::${name}`;
const work = mkdtempSync(`/var/tmp/${name}-`);
const { signal } = new AbortController();
const log = () => undefined;
const run = promisify(execFile);
const virsh = (/** @type {string[]} */ ...args) => run("virsh", ["--quiet", ...args]);

/** @type {Record<string, number[]>} */
const times = {};
/** The domain's state in the provider; undefined while there is none. @type {{ id: string, inputs: object, outputs: object } | undefined} */
let made;

try {
    for (let round = 0; round < ROUNDS; round += 1) {
        made = await create();
        await timed("xplab restart", () => changeMemory(65));
        await timed("virsh destroy, start", async () => {
            await virsh("destroy", name);
            await virsh("start", name);
        });
        await compareRaw();
        await virsh("start", name);
        await timed("xplab destroy", destroy);
        made = await create();
        const xml = await virsh("dumpxml", "--inactive", name);
        await timed("virsh destroy, undefine", async () => {
            await virsh("destroy", name);
            await virsh("undefine", name);
        });
        // Redefines it, for the provider to delete.
        const file = join(work, "domain.xml");
        writeFileSync(file, xml.stdout);
        await virsh("define", file);
        await destroy();
    }
    await print();
} finally {
    if (made !== undefined) await destroy();
    rmSync(work, { recursive: true });
}

/** A new provider each time, as with the CLI: one that has just created an object does not delete it. */
function provider() {
    const one = new Provider();
    one.configure({}, randomUUID());
    return one;
}

function declared(memoryMiB = 64) {
    return {
        name,
        accelerator: "tcg",
        memoryMiB,
        shutdownTimeoutSeconds: 0,
        serials: [{}],
    };
}

async function create() {
    const one = provider();
    const { inputs, failures } = await one.check(urn, declared(), {}, () => {});
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    const { id, outputs } = await one.create(urn, inputs, signal, log);
    return { id, inputs, outputs };
}

/** @param {number} memoryMiB */
async function changeMemory(memoryMiB) {
    if (made === undefined) return;
    const one = provider();
    const { id, inputs: oldInputs, outputs: state } = made;
    const { inputs: news } = await one.check(urn, declared(memoryMiB), oldInputs, () => {});
    const outputs = await one.update(urn, { id, oldInputs, state, news }, signal, log);
    made = { id, inputs: news, outputs };
}

async function destroy() {
    if (made === undefined) return;
    await provider().delete(urn, made.id, made.outputs, signal, log);
    made = undefined;
}

/** Leaves the domain off: QEMU runs without libvirt. */
async function compareRaw() {
    const sockets = { monitor: join(work, "monitor"), serial: join(work, "serial") };
    const words = argumentsOf(
        Number(readFileSync(`/run/libvirt/qemu/${name}.pid`, "utf8")),
        sockets,
    );
    await virsh("destroy", name);
    const clear = () => {
        for (const socket of Object.values(sockets)) rmSync(socket, { force: true });
    };
    const first = await start(words, sockets.monitor);
    let second = first;
    await timed("QEMU killed, started", async () => {
        await end(first);
        clear();
        second = await start(words, sockets.monitor);
    });
    await timed("QEMU killed", () => end(second));
    clear();
}

/**
 * @param {string} what
 * @param {() => Promise<unknown>} work
 */
async function timed(what, work) {
    const from = performance.now();
    await work();
    (times[what] ??= []).push((performance.now() - from) / 1000);
}

async function print() {
    const { probe, close } = machineProbe("qemu:///system", { environment: process.env, signal });
    const { detail } = await reaper(probe);
    await close();
    const rows = Object.entries(times).map(([what, seconds]) => {
        const sorted = seconds.toSorted((a, b) => a - b);
        return { what, median: sorted[sorted.length >> 1], least: sorted[0], most: sorted.at(-1) };
    });
    if (asked.json) {
        console.log(JSON.stringify({ rows, reapedBy: detail }));
        return;
    }
    const table = new Table({ head: [`${ROUNDS} rounds`, "s, median", "least", "most"] });
    for (const { what, ...seconds } of rows)
        table.push([what, ...Object.values(seconds).map((value = 0) => value.toFixed(2))]);
    console.log(`${table.toString()}\nReaper of the guests: ${detail}`);
}
