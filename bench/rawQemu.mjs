// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync, readFileSync, readSync, existsSync } from "node:fs";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** libvirt's header before its XML (src/qemu/qemu_saveimage.h): 16 bytes of text and 19 words; the second is the XML's length. */
const HEADER_BYTES = 16 + 19 * 4;
const LENGTH_AT = 16 + 4;

/**
 * The arguments with which libvirt starts a guest, for an unmanaged QEMU: without what libvirt passes as open files and
 * without the screen; monitor and serial port are sockets.
 * @param {number} pid of the guest as libvirt runs it
 * @param {{ monitor: string, serial: string }} sockets
 */
export function argumentsOf(pid, { monitor, serial }) {
    const [program = "", ...words] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    /** @type {string[]} */
    const kept = [];
    for (let at = 0; at < words.length; at += 1) {
        const word = words[at] ?? "";
        const value = words[at + 1] ?? "";
        if (word === "" || word === "-S") continue;
        const isLibvirts =
            (word === "-object" && value.includes("masterKey")) ||
            (word === "-chardev" && value.includes("id=charmonitor")) ||
            ["-mon", "-incoming", "-vnc", "-sandbox"].includes(word);
        if (isLibvirts) at += 1;
        else if (word === "-chardev" && value.includes("id=charserial0")) {
            kept.push(word, `socket,id=charserial0,path=${serial},server=on,wait=off`);
            at += 1;
        } else kept.push(word);
    }
    return [program, ...kept, "-display", "none", "-qmp", `unix:${monitor},server=on,wait=off`];
}

/**
 * Starts a QEMU with memory that libvirt has saved, and waits until the guest runs.
 * @param {readonly string[]} words
 * @param {string} memory
 * @param {string} monitor
 */
export async function startFrom([program = "", ...words], memory, monitor) {
    const file = openAtStream(memory);
    const qemu = spawn(program, [...words, "-incoming", "fd:3"], {
        stdio: ["ignore", "ignore", "inherit", file],
    });
    closeSync(file);
    const ask = await connect(qemu, monitor);
    await ask("qmp_capabilities");
    while ((await ask("query-status")).status === "inmigrate") await sleep(2);
    await ask("cont");
    return qemu;
}

/**
 * Starts a QEMU whose guest boots, and waits until it runs.
 * @param {readonly string[]} words
 * @param {string} monitor
 */
export async function start([program = "", ...words], monitor) {
    const qemu = spawn(program, words, { stdio: ["ignore", "ignore", "inherit"] });
    const ask = await connect(qemu, monitor);
    await ask("qmp_capabilities");
    await ask("query-status");
    return qemu;
}

/** @param {import("node:child_process").ChildProcess} qemu */
export async function end(qemu) {
    if (qemu.exitCode !== null || qemu.signalCode !== null) return;
    qemu.kill("SIGKILL");
    await once(qemu, "exit");
}

/** @param {string} memory */
function openAtStream(memory) {
    const file = openSync(memory, "r");
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(file, header);
    // Reads no further than the header: QEMU continues at the file's position.
    readSync(file, Buffer.alloc(header.readUInt32LE(LENGTH_AT)));
    return file;
}

/**
 * @param {import("node:child_process").ChildProcess} qemu
 * @param {string} path
 * @returns {Promise<(command: string) => Promise<Record<string, unknown>>>}
 */
async function connect(qemu, path) {
    while (!existsSync(path)) {
        if (qemu.exitCode !== null) throw new Error(`QEMU ended with ${qemu.exitCode}`);
        await sleep(2);
    }
    const socket = createConnection(path);
    const lines = createInterface(socket)[Symbol.asyncIterator]();
    await lines.next(); // the greeting
    return async (command) => {
        socket.write(`${JSON.stringify({ execute: command })}\n`);
        for (;;) {
            const { value, done } = await lines.next();
            if (done === true) throw new Error(`QEMU ended at ${command}`);
            const { event, error, ...answer } = JSON.parse(value);
            if (error !== undefined) throw new Error(`${command}: ${JSON.stringify(error)}`);
            if (event === undefined) return answer.return;
        }
    };
}
