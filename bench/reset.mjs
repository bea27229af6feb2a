// @ts-check
// Compares resets with `virsh restore` and raw QEMU; the guest confirms its state each time:
// npm run build && node bench/reset.mjs [--resets 50] [--beside 10] [--machines 10] [--json]
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { Table } from "./table.mjs";
import { standInImage } from "../tools/lab/standIn.mjs";
import { end, startFrom, argumentsOf } from "./rawQemu.mjs";

const dist = createRequire(new URL("../dist/", import.meta.url));
const { Provider } = dist("./provider/plugin/provider.js");
const { Libvirt } = dist("./libvirt/index.js");
const { StandIn } = dist("./standIn/index.js");
const { resetDomain } = dist("./cleanState/reset.js");
const { machineProbe } = dist("./cli/commands/doctor/machineProbe.js");
const { reaper } = dist("./cli/commands/doctor/reaper.js");

const { values: asked } = parseArgs({
    options: {
        resets: { type: "string", default: "50" },
        beside: { type: "string", default: "10" },
        machines: { type: "string", default: "10" },
        json: { type: "boolean", default: false },
    },
});
const [RESETS = 0, BESIDE = 0, MACHINES = 0] = [asked.resets, asked.beside, asked.machines].map(
    Number,
);
/** Beyond the stand-in's own partition, and larger than a page cache would hide. */
const PLACES = ["hda 50331648 65536", "memory 0 65536"];

const name = `xplab-bench-${process.pid}`;
const folder = `/var/lib/libvirt/images/${name}`;
const work = mkdtempSync(`/var/tmp/${name}-`);
const { signal } = new AbortController();
const run = promisify(execFile);
const libvirt = await Libvirt.open("qemu:///system");
// libvirt waits until an ended QEMU is reaped: a late reaper can take most of a reset's time.
const reapedBy = await reaperOfGuests();

/** Undoes what was created, the first last. @type {(() => Promise<unknown>)[]} */
const undo = [];
/** @type {Record<string, number[]>} */
const times = {};
let wrong = 0;

try {
    const pool = { pool: (await make("Pool", name, { name, path: folder })).outputs.name };
    const image = await make("Volume", `${name}-image`, {
        ...pool,
        source: { file: standInImage },
    });
    const one = await machine(`${name}-1`, pool, image.id);
    for (let round = 0; round < RESETS; round += 1) await timed("xplab", one, () => reset(one));
    for (let round = 0; round < BESIDE; round += 1) await timed("virsh", one, () => byVirsh(one));
    await compareRaw(one);

    const others = [];
    for (let number = 2; number <= MACHINES; number += 1)
        others.push(await machine(`${name}-${number}`, pool, image.id));
    if (others.length > 0) {
        const all = [one, ...others];
        await timed(`xplab, ${all.length} at once`, all, () => Promise.all(all.map(reset)));
        await timed(`virsh, ${all.length} at once`, all, () => Promise.all(all.map(byVirsh)));
    }
    print();
} finally {
    for (const step of undo.reverse()) await step();
    libvirt.close();
    rmSync(work, { recursive: true });
}
process.exitCode = wrong === 0 ? 0 : 1;

/** @typedef {{ name: string, domain: object, disk: string, memory: string }} Machine */

/**
 * @param {string} type
 * @param {string} label
 * @param {object} news
 */
async function make(type, label, news) {
    const urn = `urn:pulumi:dev::bench::libvirt:index:${type}::${label}`;
    // A new provider each time: the one that created an object treats a delete as one of another object.
    const provider = () => {
        const made = new Provider();
        made.configure({}, randomUUID());
        return made;
    };
    const log = () => undefined;
    const maker = provider();
    const { inputs, failures } = await maker.check(urn, news, {}, () => {});
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    const made = await maker.create(urn, inputs, signal, log);
    undo.push(() => provider().delete(urn, made.id, made.outputs, signal, log));
    return made;
}

/**
 * Creates a guest with a clean state, with a pattern on its disk and in its memory.
 * @param {string} label
 * @param {{ pool: string }} pool
 * @param {string} image
 * @returns {Promise<Machine>}
 */
async function machine(label, pool, image) {
    const disk = await make("Volume", `${label}-disk`, { ...pool, backingVolume: image });
    const { path: file, format, backingChain } = disk.outputs;
    const domain = await make("Domain", label, {
        name: label,
        accelerator: "tcg",
        memoryMiB: 128,
        disks: { hda: { file, format, backingChain } },
        serials: [{}],
    });
    const ref = await libvirt.call("domainLookupByName", { name: label });
    const made = { name: label, domain: ref, disk: file, memory: "" };
    await inside(made, (guest) => write(guest, "clean"));
    const clean = await make("DomainSaveImage", `${label}-clean`, {
        ...pool,
        domain: domain.outputs.uuid,
    });
    return { ...made, memory: clean.outputs.path };
}

/**
 * Overwrites the guest's patterns, resets it, and checks them.
 * @param {string} what
 * @param {Machine | readonly Machine[]} machines
 * @param {() => Promise<unknown>} work
 */
async function timed(what, machines, work) {
    const all = [machines].flat();
    for (const each of all) await inside(each, (guest) => write(guest, "dirty"));
    const from = performance.now();
    await work();
    (times[what] ??= []).push((performance.now() - from) / 1000);
    for (const each of all) if (!(await inside(each, isClean))) wrong += 1;
}

/** @param {Machine} machine */
async function reset({ name: label }) {
    const domain = await libvirt.call("domainLookupByName", { name: label });
    await resetDomain(libvirt, domain, { signal, say: () => undefined });
}

/** Resets by hand. @param {Machine} machine */
async function byVirsh({ name: label, disk, memory }) {
    const xml = join(work, `${label}.xml`);
    const { stdout } = await run("virsh", ["dumpxml", "--inactive", "--security-info", label]);
    writeFileSync(xml, stdout);
    await run("virsh", ["destroy", label]);
    await overlay(disk);
    await run("virsh", ["restore", memory, "--xml", xml, "--running"]);
}

/** @param {string} disk */
async function overlay(disk) {
    const layer = `${disk}.active`;
    rmSync(layer, { force: true });
    await run("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", disk, layer]);
}

/** @param {Machine} machine */
async function compareRaw({ name: label, domain, disk, memory }) {
    const sockets = { monitor: join(work, "monitor"), serial: join(work, "serial") };
    const pid = Number(readFileSync(`/run/libvirt/qemu/${label}.pid`, "utf8"));
    const words = argumentsOf(pid, sockets);
    await run("virsh", ["destroy", label]);
    await overlay(disk);
    let qemu = await startFrom(words, memory, sockets.monitor);
    try {
        for (let round = 0; round < BESIDE; round += 1) {
            await overSocket(sockets.serial, (guest) => write(guest, "dirty"));
            const from = performance.now();
            await end(qemu);
            for (const socket of Object.values(sockets)) rmSync(socket, { force: true });
            await overlay(disk);
            qemu = await startFrom(words, memory, sockets.monitor);
            (times["raw QEMU"] ??= []).push((performance.now() - from) / 1000);
            if (!(await overSocket(sockets.serial, isClean))) wrong += 1;
        }
    } finally {
        await end(qemu);
    }
    await resetDomain(libvirt, domain, { signal, say: () => undefined });
}

/** @typedef {{ ask(question: string): Promise<{ outcome: string }>, ready(): Promise<unknown>, close(): Promise<void> }} Guest */

/**
 * @template T
 * @param {Machine} machine
 * @param {(guest: Guest) => Promise<T>} ask
 */
async function inside({ name: label }, ask) {
    const domain = await libvirt.call("domainLookupByName", { name: label });
    return talk(await StandIn.attach(libvirt, domain), ask);
}

/**
 * @template T
 * @param {string} path
 * @param {(guest: Guest) => Promise<T>} ask
 */
async function overSocket(path, ask) {
    const socket = createConnection(path);
    const port = {
        write: async (/** @type {Buffer} */ bytes) => void socket.write(bytes),
        close: async () => void socket.destroy(),
        [Symbol.asyncIterator]: () => socket[Symbol.asyncIterator](),
    };
    return talk(new StandIn(port, "raw QEMU"), ask);
}

/**
 * @template T
 * @param {Guest} guest
 * @param {(guest: Guest) => Promise<T>} ask
 */
async function talk(guest, ask) {
    try {
        await guest.ready();
        return await ask(guest);
    } finally {
        await guest.close();
    }
}

/**
 * @param {Guest} guest
 * @param {string} seed
 */
async function write(guest, seed) {
    for (const place of PLACES) await guest.ask(`write-pattern ${place} ${seed}`);
}

/** @param {Guest} guest */
async function isClean(guest) {
    const answers = [];
    for (const place of PLACES) answers.push(await guest.ask(`check-pattern ${place} clean`));
    return answers.every(({ outcome }) => outcome === "ok");
}

async function reaperOfGuests() {
    const { probe, close } = machineProbe("qemu:///system", { environment: process.env, signal });
    try {
        return (await reaper(probe)).detail;
    } finally {
        await close();
    }
}

function print() {
    const rows = Object.entries(times).map(([what, seconds]) => {
        const sorted = seconds.toSorted((a, b) => a - b);
        const [least = 0, middle = 0, most = 0] = [0, sorted.length >> 1, sorted.length - 1].map(
            (at) => sorted[at] ?? 0,
        );
        return { what, resets: sorted.length, median: middle, least, most };
    });
    if (asked.json) {
        console.log(JSON.stringify({ rows, wrong, reapedBy }));
        return;
    }
    const table = new Table({ head: ["by", "resets", "s, median", "least", "most"] });
    for (const { what, resets, ...seconds } of rows)
        table.push([what, resets, ...Object.values(seconds).map((value) => value.toFixed(2))]);
    console.log(table.toString());
    console.log(`Guests in a wrong state after a reset: ${wrong}`);
    console.log(`Reaper of the guests: ${reapedBy}`);
}
