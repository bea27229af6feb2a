// @ts-check
// Compares the import of an image of 1 GB with `qemu-img convert`: npm run build && node bench/import.mjs
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Table } from "./table.mjs";

const { Provider } = createRequire(import.meta.url)("../dist/provider/plugin/provider.js");

const ROUNDS = 5;
const MIB = 1000;
const name = `xplab-bench-${process.pid}`;
const folder = mkdtempSync(join("/var/tmp", `${name}-`));
const source = join(folder, "source.qcow2");
const urn = (/** @type {string} */ type) => `urn:pulumi:dev::bench::libvirt:index:${type}::${name}`;
const log = () => undefined;
const { signal } = new AbortController();

/** A new provider each time: the one that created an object treats a delete as one of another object. */
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
    const sha256 = await hash();
    /** @type {Record<string, number[]>} */
    const times = {};
    const take = async (
        /** @type {string} */ what,
        /** @type {() => Promise<Undo | void>} */ work,
    ) => {
        (times[what] ??= []).push(await seconds(work));
    };
    for (let round = 0; round < ROUNDS; round += 1) {
        await take("qemu-img convert", convert);
        await take("qemu-img convert and sync", async () => {
            const undo = await convert();
            run("sync");
            return undo;
        });
        await take("as much of nothing, kept by the disk", async () => fill("nothing", MIB));
        await take("SHA-256 of a stream in Node", async () => void (await hash()));
        await take("virsh vol-upload", async () => upload());
        await renewSource();
        await take("preview of an import", async () => void (await checked({ file: source })));
        await take("import after its preview", () => imported({ file: source }));
        await renewSource();
        await take("import with a given SHA-256", () => imported({ file: source, sha256 }));
    }
    print(times);
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
    const { inputs, failures } = await one.check(urn(type), news, {}, () => {});
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return one.create(urn(type), inputs, signal, log);
}

/** @param {object} source */
function checked(source) {
    return provider().check(urn("Volume"), { pool: name, source }, {}, () => {});
}

/** Makes the file look unread, and not recently written. */
async function renewSource() {
    const now = Date.now() / 1000;
    utimesSync(source, now, now);
    await sleep(2500);
}

/** @typedef {() => Promise<unknown>} Undo */

/** @param {object} source */
async function imported(source) {
    const volume = await make("Volume", { pool: name, source });
    return () => provider().delete(urn("Volume"), volume.id, volume.outputs, signal, log);
}

/** virsh's part of an import: it writes the bytes to a volume, and checks nothing. */
async function upload() {
    const virsh = (/** @type {string[]} */ ...words) => run("virsh", "-q", ...words);
    virsh("vol-create-as", name, "uploaded", "1", "--format", "raw");
    virsh("vol-upload", "--pool", name, "uploaded", source);
    return async () => virsh("vol-delete", "--pool", name, "uploaded");
}

async function hash() {
    const sum = createHash("sha256");
    for await (const chunk of createReadStream(source, { highWaterMark: 1 << 20 }))
        sum.update(chunk);
    return sum.digest("hex");
}

/**
 * The disk's own speed, independent of the writer.
 * @param {string} what
 * @param {number} mib
 */
function fill(what, mib) {
    const file = join(folder, what);
    const words = ["if=/dev/zero", "bs=1M", "conv=fdatasync", "status=none"];
    run("dd", `of=${file}`, `count=${mib}`, ...words);
    return async () => rmSync(file);
}

async function convert() {
    const file = `/var/lib/libvirt/images/${name}/converted`;
    run("qemu-img", "convert", "-O", "qcow2", source, file);
    return async () => rmSync(file);
}

/**
 * Seconds that the work takes, without undoing it.
 * @param {() => Promise<Undo | void>} work
 */
async function seconds(work) {
    // Excludes earlier unwritten data, and memory and disk space that a virtual machine's host allocates on first use.
    await fill("warm", 2 * MIB)();
    run("sync");
    const from = performance.now();
    const undo = await work();
    const taken = (performance.now() - from) / 1000;
    await undo?.();
    return taken;
}

/** @param {Record<string, number[]>} times */
function print(times) {
    const rows = Object.entries(times).map(([what, values]) => {
        const sorted = values.toSorted((a, b) => a - b);
        return { what, median: median(values), least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0 };
    });
    if (process.argv.includes("--json")) {
        console.log(JSON.stringify(rows));
        return;
    }
    const table = new Table({ head: ["what", `s, median of ${ROUNDS}`, "least", "most", "speed"] });
    const [first] = rows;
    for (const { what, ...taken } of rows) {
        const shown = [taken.median, taken.least, taken.most].map((value) => value.toFixed(2));
        table.push([what, ...shown, ((first?.median ?? 0) / taken.median).toFixed(2)]);
    }
    console.log(table.toString());
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
