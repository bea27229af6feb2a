// @ts-check
// Measures scattered writes of 4 KiB on a fresh overlay of ours, and of virt-install's for winxp: node bench/overlay.mjs
// Uses qemu-io, QEMU's block layer without a guest: an emulated guest's own work would hide the difference.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";

const ROUNDS = 5;
const WRITES = 5000;
const KIB = 1024;
const GIB = 1024 ** 3;
/** XP's first partition begins at sector 63. */
const XP_PARTITION = 63 * 512;

const OURS = "cluster_size=128k,extended_l2=on";
const LAYOUTS = [
    {
        name: "virt-install: 64 KiB, writeback",
        options: "",
        io: ["-t", "writeback", "-i", "threads"],
    },
    {
        name: "ours: 128 KiB, extended_l2, writeback",
        options: OURS,
        io: ["-t", "writeback", "-i", "threads"],
    },
    {
        name: "the same, with cache none, native",
        options: OURS,
        io: ["-t", "none", "-i", "native"],
    },
];

// Not in /tmp, which may have no O_DIRECT.
const folder = mkdtempSync(join(process.cwd(), ".bench-"));
try {
    const base = join(folder, "base.qcow2");
    run("qemu-img", "create", "-q", "-f", "qcow2", base, "40G");
    run("qemu-io", "-t", "writeback", "-c", "write -q -P 7 0 1G", base);
    const table = new Table({
        head: ["overlay", "writes", "grows, KiB", "ratio", `s, median of ${ROUNDS}`, "ratio"],
    });
    for (const shift of [0, XP_PARTITION]) {
        const results = LAYOUTS.map(({ name }) => ({ name, bytes: 0, seconds: [0] }));
        for (const { seconds } of results) seconds.length = 0;
        for (let round = 0; round < ROUNDS; round += 1)
            LAYOUTS.forEach((layout, index) => {
                const { bytes, seconds } = measure(base, layout, shift, round);
                const result = results[index];
                if (result === undefined) return;
                result.bytes = bytes;
                result.seconds.push(seconds);
            });
        const [first] = results;
        if (first === undefined) continue;
        for (const { name, bytes, seconds } of results)
            table.push([
                name,
                shift === 0 ? "aligned" : `at byte ${shift}`,
                (bytes / KIB).toFixed(0),
                (bytes / first.bytes).toFixed(3),
                median(seconds).toFixed(2),
                (median(seconds) / median(first.seconds)).toFixed(2),
            ]);
    }
    console.log(table.toString());
} finally {
    rmSync(folder, { recursive: true });
}

/**
 * @param {string} base
 * @param {{ options: string, io: string[] }} layout
 * @param {number} shift
 * @param {number} seed
 */
function measure(base, { options, io }, shift, seed) {
    const overlay = join(folder, "overlay.qcow2");
    const layout = options === "" ? [] : ["-o", options];
    run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "qcow2", ...layout, overlay);
    const empty = allocated(overlay);
    const script = join(folder, "writes");
    writeFileSync(
        script,
        `${offsets(seed)
            .map((at) => `write -q ${at + shift} 4k`)
            .join("\n")}\nflush\n`,
    );
    const nothing = timed(io, overlay, "flush\n");
    const seconds = timed(io, overlay, script) - nothing;
    const bytes = allocated(overlay) - empty;
    rmSync(overlay);
    return { bytes, seconds };
}

/**
 * Seconds that one qemu-io takes for commands from a file or a text.
 * @param {string[]} io
 * @param {string} image
 * @param {string} commands
 */
function timed(io, image, commands) {
    const shell = commands.startsWith("/") ? `cat '${commands}'` : `printf '${commands}'`;
    const from = performance.now();
    run("sh", "-c", `${shell} | qemu-io ${io.join(" ")} '${image}' > /dev/null`);
    return (performance.now() - from) / 1000;
}

/**
 * Writes scattered over the first GiB, the same for each layout of a round.
 * @param {number} seed
 */
function offsets(seed) {
    let state = seed + 1;
    const next = () => (state = (state * 48271) % 2147483647);
    return Array.from({ length: WRITES }, () => (next() % (GIB / 4096 - 8)) * 4096);
}

/** @param {string} file */
function allocated(file) {
    return statSync(file).blocks * 512;
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
