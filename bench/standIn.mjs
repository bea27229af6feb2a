// @ts-check
// Measures the stand-in's time from power-on to its ready line, under TCG: node bench/standIn.mjs [IMAGE]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import Table from "cli-table3";
import { standInImage } from "../tools/lab/standIn.mjs";

const ROUNDS = 10;
const READY = "XPLAB STAND-IN READY";

const [image = standInImage] = process.argv.slice(2);
const load = loadavg()[0];
const starts = [];
for (let round = 0; round < ROUNDS; round += 1) {
    starts.push(await start());
}
const wall = summary(starts.map(({ seconds }) => seconds));
const processor = summary(starts.map(({ processorSeconds }) => processorSeconds));
const table = new Table({ head: ["what", `median of ${ROUNDS}`, "least", "most"] });
table.push(["ready after, s", ...wall], ["QEMU's processor time, s", ...processor]);
console.log(table.toString());
console.log(`Load of the host before: ${load?.toFixed(1)}`);

async function start() {
    const from = performance.now();
    const qemu = spawn("qemu-system-x86_64", [
        ...["-machine", "pc,accel=tcg", "-cpu", "qemu64", "-m", "96", "-nodefaults"],
        ...["-display", "none", "-vga", "cirrus", "-snapshot"],
        ...["-drive", `file=${image},if=ide`, "-serial", "stdio"],
        ...["-netdev", "user,id=lan,restrict=on", "-device", "rtl8139,netdev=lan"],
    ]);
    let heard = "";
    for await (const chunk of qemu.stdout) {
        heard += chunk;
        if (heard.includes(READY)) break;
    }
    const seconds = (performance.now() - from) / 1000;
    const processorSeconds = await processorTime(Number(qemu.pid));
    if (qemu.exitCode === null) {
        qemu.kill();
        await once(qemu, "exit");
    }
    return { seconds, processorSeconds };
}

/**
 * Processor seconds of all its threads, in user and kernel mode.
 * @param {number} pid
 */
async function processorTime(pid) {
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
    const ticksPerSecond = 100;
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** @param {number[]} values */
function summary(values) {
    const sorted = values.toSorted((one, other) => one - other);
    const median = sorted[Math.floor(sorted.length / 2)];
    return [median, sorted[0], sorted.at(-1)].map((value) => value?.toFixed(1));
}
