import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { run as runXplab } from "../../../src/cli/run";
import { Libvirt } from "../../../src/libvirt";
import { recordingIo } from "../../cli/recordingIo";
import { run, virsh } from "../support/host/command";
import { Guest } from "../support/guest/guest";
import { IMAGES, testName } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(400_000);

/** virtlogd's own limits as Debian installs it: the size of a file, and how many older ones it keeps. */
const FILE_BYTES = 2 * 1024 * 1024;
const BACKUPS = 3;

/** The lab, with its second network captured or not. */
const settings = (isQuietCaptured: boolean) => ({
    image: standInImage,
    networks: {
        detonation: { reach: "guests", capture: true },
        quiet: { reach: "dhcp", capture: isQuietCaptured },
    },
    machines: {
        one: {
            memoryMiB: 96,
            network: "detonation",
            media: { folder: join(folder, "tools") },
            accept: BEYOND,
        },
        two: {
            memoryMiB: 96,
            network: "detonation",
            cleanState: { readyWhen: { serialText: "XPLAB STAND-IN READY" } },
        },
        three: { memoryMiB: 96, network: "quiet" },
    },
});

let folder: string;
let libvirt: Libvirt;
let stack: Stack;
let one: Guest;
let two: Guest;

const domainOf = (machine: string) => `${stack.project}-dev-${machine}`;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("capture-")));
    await mkdir(join(folder, "tools"));
    // More than the host keeps, for at most so many seconds.
    const flood = 'busybox ping -q -A -c 200 -s 60000 -w "$2" "$1" >/dev/null 2>&1; echo $?';
    await writeFile(join(folder, "tools", "flood.sh"), `${flood}\n`);
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "frames", config: settings(false) });
    await stack.up();
    [one, two] = await Promise.all([
        Guest.meet(libvirt, domainOf("one")),
        Guest.meet(libvirt, domainOf("two")),
    ]);
});

afterAll(async () => {
    await one.close();
    await two.close();
    libvirt.close();
    await stack.dispose();
    await rm(folder, { recursive: true });
});

interface Told {
    readonly file: string;
    readonly files: readonly string[];
    readonly frames: number;
    readonly dropped: number;
    readonly bytes: number;
    readonly machines: readonly { machine: string; frames: number; skipped: number }[];
}

/** Reads what the command writes with a program that shares no code with it. */
async function captured(filter: string, name = "detonation", isCut = false): Promise<string[]> {
    const file = join(folder, "out.pcapng");
    const io = recordingIo();
    expect(await runXplab(["capture", `dev/${name}`, file, "--json"], io)).toBe(0);
    expect(io.written.err).toMatch(
        isCut ? /^(\w+: \d+ bytes are not part of a complete frame\.\n)*$/ : /^$/,
    );
    const told = JSON.parse(io.written.out) as Told;
    expect({ file: told.file, bytes: told.bytes }).toEqual({
        file,
        bytes: (await stat(file)).size,
    });
    return tcpdump(file, filter);
}

/** Runs the command in this process until it reports that it follows. */
async function follow(...args: string[]) {
    const end = new AbortController();
    const io = recordingIo({ signal: end.signal });
    const ended = runXplab(["capture", ...args, "--follow", "--json"], io);
    await until("a word that it follows", () => io.written.err.includes("Ctrl-C"));
    return { end, ended, io, told: () => JSON.parse(io.written.out) as Told };
}

async function tcpdump(file: string, filter: string): Promise<string[]> {
    const { code, stdout, stderr } = await run("tcpdump", ["-n", "-e", "-t", "-r", file, filter]);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    // For protocols that it does not know it prints the bytes below the line.
    return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("\t"));
}

const sent = (from: Guest, to: Guest, port: number) =>
    from.command(
        `send-packet ${from.macAddress} ${to.macAddress} ${from.address} ${to.address} ${port}`,
    );

const asSeen = (from: Guest, to: Guest, port: number) =>
    `${from.macAddress} > ${to.macAddress}, ethertype IPv4 (0x0800), length 60: ` +
    `${from.address}.40000 > ${to.address}.${port}: UDP, length 5`;

const PORTS = [4001, 4002, 4003, 4004, 4005];

test("records what two guests send each other at both, in order, and nothing else", async () => {
    for (const port of PORTS) {
        expect(await sent(one, two, port)).toMatch(/^OK send-packet /);
        expect(await sent(two, one, port)).toMatch(/^OK send-packet /);
    }
    const expected = PORTS.flatMap((port) => [asSeen(one, two, port), asSeen(two, one, port)]);
    const twice = expected.flatMap((line) => [line, line]);
    expect(await captured("udp src port 40000")).toEqual(twice);
    expect(await captured("udp src port 40000", "one")).toEqual(expected);
    expect(await captured("udp src port 40000", "two")).toEqual(expected);
});

test("records what the filter drops at its sender", async () => {
    const said = await one.command(`send-frame ${one.macAddress} ${two.macAddress} 88b5 0102`);
    expect(said).toMatch(/^OK send-frame /);
    expect((await captured("ether proto 0x88b5", "one")).length).toBe(1);
    expect(await captured("ether proto 0x88b5", "two")).toEqual([]);
});

test("audit accepts the console and the QEMU arguments of a capture", async () => {
    const io = recordingIo();
    await runXplab(["audit", domainOf("one"), "--json"], io);
    const { machines, findings } = JSON.parse(io.written.out) as {
        machines: number;
        findings: { code: string }[];
    };
    expect(machines).toBe(1);
    const told = ["device-extra", "domain-tainted"];
    expect(findings.filter(({ code }) => told.includes(code))).toEqual([]);
});

test("preview after a refresh is empty", async () => {
    await stack.refresh();
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("continues the same file after a reset", async () => {
    await two.close();
    const io = recordingIo();
    expect(await runXplab(["reset", domainOf("two")], io)).toBe(0);
    two = await Guest.meet(libvirt, domainOf("two"));
    expect(await sent(two, one, 4555)).toMatch(/^OK send-packet /);
    const expected = [...PORTS, 4555].map((port) => asSeen(two, one, port));
    expect(await captured(`udp src port 40000 and ether src ${two.macAddress}`, "two")).toEqual(
        expected,
    );
});

test("follow writes frames as they arrive, with the second of their arrival", async () => {
    const file = join(folder, "followed.pcapng");
    const { end, ended } = await follow("dev/one", file);
    await sent(one, two, 4666);
    const before = Date.now();
    const times = async () => {
        const { stdout } = await run("tcpdump", ["-n", "-tt", "-r", file, "udp dst port 4666"]);
        return stdout
            .split("\n")
            .flatMap((line) => (line === "" ? [] : [Number(line.split(" ")[0])]));
    };
    await until("the frame in the file", async () => (await times()).length > 0);
    end.abort();
    expect(await ended).toBe(130);
    const [seconds = 0, ...others] = await times();
    expect(others).toEqual([]);
    expect(Math.abs(seconds * 1000 - before)).toBeLessThan(60_000);
});

/** The state of the cable in libvirt and in the guest. */
const linkOf = async (guest: Guest, machine: string) => [
    (await virsh("domif-getlink", domainOf(machine), guest.macAddress)).trim().split(" ").at(-1),
    (await guest.command("nics")).split(" ").at(-1),
];

test("--when-full link unplugs the guest before anything is lost, until the next up --refresh", async () => {
    const file = join(folder, "unplugged.pcapng");
    const bound = ["--max-size", "4", "--when-full", "link"];
    const { ended, io, told } = await follow("dev/detonation", file, ...bound);
    expect(await one.command(`run cdrom flood.sh ${two.address} 4`)).toMatch(/^OK run /);
    expect(await ended).toBe(3);
    expect(io.written.err).toContain('so the cables of \\"one\\", \\"two\\" were unplugged.');
    expect([await linkOf(one, "one"), await linkOf(two, "two")]).toEqual([
        ["down", "down"],
        ["down", "down"],
    ]);
    const { size } = await stat(file);
    expect(size).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect({ files: told().files, bytes: told().bytes }).toEqual({ files: [file], bytes: size });
    expect((await tcpdump(file, "")).length).toBeGreaterThan(1000);
    await stack.up("--refresh");
    expect([await linkOf(one, "one"), await linkOf(two, "two")]).toEqual([
        ["up", "up"],
        ["up", "up"],
    ]);
});

test("during a flood the host and a follower keep the newest frames, within their limits", async () => {
    const followed = join(folder, "ring.pcapng");
    const { end, ended, told } = await follow("dev/detonation", followed, "--max-size", "4");
    expect(await one.command(`run cdrom flood.sh ${two.address} 90`)).toMatch(/^OK run .*: 0$/);
    expect(await sent(one, two, 4777)).toMatch(/^OK send-packet /);
    await until("the newest frame, of both", async () => {
        const lines = await tcpdump(followed, "udp dst port 4777").catch(() => []);
        return lines.length === 2;
    });
    end.abort();
    expect(await ended).toBe(130);
    const { files, bytes, dropped } = told();
    expect((await readdir(folder)).filter((name) => name.startsWith("ring")).sort()).toEqual(
        files.map((path) => path.slice(folder.length + 1)),
    );
    expect(files.length).toBe(8);
    expect(files.at(-1)).toBe(followed);
    const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
    expect(sizes.reduce((sum, size) => sum + size)).toBe(bytes);
    expect(bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(dropped).toBeGreaterThan(1000);
    for (const path of files) expect((await tcpdump(path, "")).length).toBeGreaterThan(0);
    for (const machine of ["one", "two"]) {
        const name = "capture";
        const files = await captureFiles(machine);
        expect(files).toEqual([name, ...[0, 1, 2].map((backup) => `${name}.${backup}`)]);
        expect(files.length).toBe(1 + BACKUPS);
        for (const file of files) {
            expect((await stat(join(logsOf(machine), file))).size).toBeLessThanOrEqual(FILE_BYTES);
        }
    }
    const filter = "udp dst port 4001 or udp dst port 4777";
    expect(await captured(filter, "detonation", true)).toEqual([
        asSeen(one, two, 4777),
        asSeen(one, two, 4777),
    ]);
});

test("leaves a whole file on a full disk, and reports it", async () => {
    const small = join(folder, "small");
    await mkdir(small);
    await run("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", small]);
    try {
        const file = join(small, "out.pcapng");
        const io = recordingIo();
        expect(await runXplab(["capture", "dev/one", file], io)).toBe(1);
        expect(io.written.err).toContain(
            `✗ "${file}" cannot grow: no space left on device. Its content so far is intact.`,
        );
        expect(await tcpdump(file, "")).not.toEqual([]);
    } finally {
        await run("umount", [small]);
    }
});

const logsOf = (machine: string) =>
    join(IMAGES, `${stack.project}-dev`, `${domainOf(machine)}-logs`);

/** Files of a machine's capture. */
async function captureFiles(machine: string): Promise<string[]> {
    const files = await readdir(logsOf(machine));
    return files.filter((file) => file.startsWith("capture")).sort();
}

test("records guests from their restart once it is switched on, and leaves nothing once it is switched off", async () => {
    expect(await captureFiles("three")).toEqual([]);
    await stack.configure(settings(true));
    expect(await stack.succeed("preview")).toContain("captureFile: restarts the guest");
    await stack.up();
    // A guest requests an address when it starts, and gets one.
    const lease = "udp dst port 67 or udp dst port 68";
    const asked = async () => (await captured(lease, "three")).length >= 4;
    await until("a lease in the capture", asked);
    expect(await captureFiles("three")).toEqual(["capture"]);
    await stack.configure(settings(false));
    expect(await stack.succeed("preview")).toContain("captureFile: restarts the guest");
    await stack.up();
    expect(await captureFiles("three")).toEqual([]);
    const io = recordingIo();
    expect(await runXplab(["capture", domainOf("three"), join(folder, "none.pcapng")], io)).toBe(1);
    expect(io.written.err).toContain("[capture-missing]");
});

test("is readable while the guests are off, and is deleted with them", async () => {
    await virsh("destroy", domainOf("one"));
    expect(await captured("udp dst port 4777", "one", true)).toEqual([asSeen(one, two, 4777)]);
    await one.close();
    await two.close();
    await stack.destroy();
    expect((await readdir(IMAGES)).filter((name) => name.includes(stack.project))).toEqual([]);
    expect(await readFile(join(folder, "out.pcapng"))).not.toHaveLength(0);
});
