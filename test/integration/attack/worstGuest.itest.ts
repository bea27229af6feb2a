import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { Libvirt } from "../../../src/libvirt";
import { OVERHEAD_MIB } from "../../../src/xp/hardware/limits";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { output, virsh } from "../support/host/command";
import { Guest } from "../support/guest/guest";
import { testName } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

/*
 * Guests that misbehave as badly as they can. A limit is an upper bound, so each measurement is compared with
 * what the limit allows in the elapsed time: a busy machine only lowers it.
 */

jest.setTimeout(400_000);

const MIB = 1024 ** 2;
/** Low enough that a guest without the limit exceeds it on a busy machine too. Set after it has booted. */
const CPU_PERCENT = 10;
const DISK_MIB_PER_SECOND = 4;
const MEMORY_MIB = 128;

/** On their CDs. Neither ends by itself. */
const SCRIPTS = {
    "FLOOD.SH":
        "(sleep 2; yes 'all work and no play makes a dull guest' > /dev/ttyS0) > /dev/null 2>&1 &\n",
    // Random only once, because an emulated guest is slow at it: no two of QEMU's clusters may be zeros.
    "FILL.SH":
        "head -c 1048576 /dev/urandom > /tmp/noise; (while cat /tmp/noise; do :; done | dd of=/dev/sda bs=64k; sync) > /dev/null 2>&1 &\n",
};

const name = testName("worst");
const spinnerName = `${name}-dev-spinner`;
const writerName = `${name}-dev-writer`;
let libvirt: Libvirt;
let stack: Stack;
let media: string;
let spinner: Guest;
let writer: Guest;
/** Of the spinner's output on COM1. */
let log: string;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    media = await mkdtemp(join(tmpdir(), testName("worst-")));
    for (const [file, text] of Object.entries(SCRIPTS)) await writeFile(join(media, file), text);
    stack = await Stack.create({ project: "worst", config: lab({}) });
    await stack.up();
    [spinner, writer] = await Promise.all([
        Guest.meet(libvirt, spinnerName),
        Guest.meet(libvirt, writerName),
    ]);
});

function lab(spinnerLimits: { readonly cpuPercent?: number }) {
    const machine = { memoryMiB: MEMORY_MIB, media: { folder: media }, accept: BEYOND };
    return {
        image: standInImage,
        machines: {
            spinner: { ...machine, limits: spinnerLimits },
            writer: { ...machine, limits: { diskMiBPerSecond: DISK_MIB_PER_SECOND } },
        },
    };
}

afterAll(async () => {
    await Promise.all([spinner.close(), writer.close()]);
    libvirt.close();
    await stack.dispose();
    await rm(media, { recursive: true });
});

/** A counter of libvirt's over some seconds: its growth, and the longest time that this can have taken. */
async function growth(domain: string, statistic: string, seconds: number) {
    const startedMs = Date.now();
    const before = await counter(domain, statistic);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const grown = (await counter(domain, statistic)) - before;
    return { grown, seconds: (Date.now() - startedMs) / 1000 };
}

async function counter(domain: string, statistic: string): Promise<number> {
    const [, value] = new RegExp(`${statistic}=(\\d+)`).exec(await virsh("domstats", domain)) ?? [];
    return Number(value);
}

test("a guest that keeps all processors busy gets its share of one host processor", async () => {
    await stack.configure(lab({ cpuPercent: CPU_PERCENT }));
    await stack.up();
    expect(await spinner.command("burn cpu 30")).toMatch(/^OK/);
    const limited = await growth(spinnerName, "cpu.time", 4);
    const share = limited.grown / 1e9 / limited.seconds;
    // The measurement can cut two of the kernel's periods.
    expect(share).toBeLessThan(CPU_PERCENT / 100 + (2 * 0.1 * CPU_PERCENT) / 100 / limited.seconds);
    await virsh("schedinfo", spinnerName, "--live", "--set", "global_quota=-1");
    const free = await growth(spinnerName, "cpu.time", 4);
    expect(free.grown / free.seconds).toBeGreaterThan(limited.grown / limited.seconds);
});

test("a guest that fills its memory stays, QEMU included, below the smallest allowed memory limit", async () => {
    expect(await spinner.command(`burn memory ${MEMORY_MIB / 4} 5`)).toMatch(/^OK/);
    const pids = await output("pgrep", ["--full", `guest=${spinnerName},`]);
    const status = await readFile(`/proc/${pids.trim()}/status`, "utf8");
    const [, kib = ""] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
    expect(Number(kib) / 1024).toBeGreaterThan(MEMORY_MIB / 4);
    expect(Number(kib) / 1024).toBeLessThan(MEMORY_MIB + OVERHEAD_MIB);
});

test("the guest starts to write to COM1 without end", async () => {
    const xml = await virsh("dumpxml", spinnerName);
    log = /<log file='([^']*)'/.exec(xml)?.[1] ?? "";
    expect(await spinner.command("run cdrom FLOOD.SH")).toMatch(/^OK/);
    // Nobody listens, so nobody slows it down.
    await spinner.close();
});

describe("a guest that overwrites its whole disk again and again", () => {
    test("gets its share of the host's disk", async () => {
        expect(await writer.command("burn disk hda 90")).toMatch(/^OK/);
        const limited = await growth(writerName, "block.0.wr.bytes", 6);
        // QEMU allows a burst of a tenth of a second, and finishes a request that has begun.
        const burst = 0.1 * DISK_MIB_PER_SECOND + 1;
        expect(limited.grown / MIB).toBeLessThan(DISK_MIB_PER_SECOND * limited.seconds + burst);
        await virsh("blkdeviotune", writerName, "hda", "--live", "--total-bytes-sec", "0");
        // Writes reach the host's disk in bursts, seconds apart on a busy host.
        await until("a guest that writes more without the bound", async () => {
            const free = await growth(writerName, "block.0.wr.bytes", 4);
            return free.grown / free.seconds > limited.grown / limited.seconds;
        });
    });

    test("fills its disk and no more of the host's", async () => {
        expect(await writer.command("run cdrom FILL.SH")).toMatch(/^OK/);
        const [, capacity] = await sizes();
        await until("a disk that is full", async () => {
            const [allocation] = await sizes();
            return allocation > 0.95 * capacity;
        });
        const [allocation] = await sizes();
        expect(allocation).toBeLessThan(1.02 * capacity);
    });

    /** Bytes that the disk occupies on the host, and its size for the guest. */
    async function sizes(): Promise<readonly [allocation: number, capacity: number]> {
        const info = await virsh("domblkinfo", writerName, "hda");
        const bytes = (label: string) =>
            Number(new RegExp(`^${label}:\\s+(\\d+)`, "m").exec(info)?.[1]);
        return [bytes("Physical"), bytes("Capacity")];
    }
});

test("a guest that writes to COM1 without end takes no more than virtlogd's limit", async () => {
    const first = await until("a third old log", oldest);
    await until("another one in its place", async () => (await oldest()) !== first);
    const ours = await until("the log and three old ones", async () => {
        const names = await readdir(dirname(log));
        const found = names.filter((file) => file.startsWith(basename(log)));
        // A listing misses a file that virtlogd renames meanwhile.
        return found.length >= 4 && found;
    });
    const sizes = await Promise.all(
        ours.map(async (file) => (await stat(join(dirname(log), file))).size),
    );
    expect(sizes).toHaveLength(4);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * MIB);

    /** When the oldest kept log was last written; a new file may reuse a deleted one's inode. */
    async function oldest(): Promise<number | undefined> {
        const found = await stat(`${log}.2`).catch(() => undefined);
        return found?.mtimeMs;
    }
});
