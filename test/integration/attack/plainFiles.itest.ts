import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import {
    deletePlainFile,
    PlainFiles,
    sweepNeverStarted,
    withPlainFiles,
} from "../../../src/plainFiles";
import { run, virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { PrivateDaemon } from "../support/host/privateDaemon";

const folder = join(IMAGES, testName("plain"));
const log = join(folder, "com1.log");
const MIB = 2 ** 20;
const ROOT = join(__dirname, "../../..");
const NOBODY = 65534;

let libvirt: Libvirt;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
});

beforeEach(() => mkdir(folder, { mode: 0o700 }));

afterEach(async () => {
    await rm(folder, { recursive: true });
    expect(await virsh("list", "--all", "--name")).not.toContain("xplab-files-");
});

afterAll(() => {
    libvirt.close();
});

test("reads root's files whatever they begin with, in chunks and from any offset", async () => {
    const bytes = Buffer.concat([Buffer.from("QFI\xfb\0\0\0\x02", "latin1"), randomBytes(2 * MIB)]);
    await writeFile(log, bytes, { mode: 0o600 });
    await withPlainFiles(libvirt, [log, `${log}.0`], async (files) => {
        expect(await files.size(log)).toBe(bytes.length);
        expect((await files.read(log, 0, bytes.length)).equals(bytes)).toBe(true);
        expect(await files.read(log, 3, 9)).toEqual(bytes.subarray(3, 9));
        expect(await files.size(`${log}.0`)).toBeUndefined();
    });
});

test("reads a file that has grown or appeared since as it is", async () => {
    await writeFile(log, "");
    await withPlainFiles(libvirt, [log, `${log}.0`], async (files) => {
        expect(await files.size(log)).toBe(0);
        expect(await files.read(log, 0, 0)).toHaveLength(0);
        await writeFile(log, "ready");
        await writeFile(`${log}.0`, "moved");
        expect(await files.size(log)).toBe(5);
        expect(String(await files.read(`${log}.0`, 1, 5))).toBe("oved");
    });
});

test("keeps reading after the machine's removal has swept its domain away", async () => {
    await writeFile(log, "ready");
    await withPlainFiles(libvirt, [log], async (files) => {
        await files.size(log);
        await sweepNeverStarted(libvirt, folder);
        expect(await files.size(log)).toBe(5);
    });
});

test("sweeps what a killed run left in its folder, and only there", async () => {
    const other = new PlainFiles(libvirt, [join(IMAGES, "other.log")]);
    await other.size(join(IMAGES, "other.log"));
    await new PlainFiles(libvirt, [log]).size(log);
    await sweepNeverStarted(libvirt, folder);
    const left = (await virsh("list", "--all", "--name")).match(/xplab-files-/g);
    expect(left).toHaveLength(1);
    await other.close();
});

test("deletes a file, and ignores one that does not exist", async () => {
    await writeFile(log, "QFI\xfb", "latin1");
    await deletePlainFile(libvirt, log);
    await deletePlainFile(libvirt, log);
    expect(await readdir(folder)).toEqual([]);
});

test("lets an unprivileged user with access to the daemon read and delete them too", async () => {
    await chmod(IMAGES, 0o711);
    await writeFile(log, "ready", { mode: 0o600 });
    const daemon = await PrivateDaemon.start("open");
    try {
        await chmod(daemon.socket, 0o777);
        const program = `
            const { Libvirt } = require("${ROOT}/dist/libvirt");
            const { deletePlainFile, withPlainFiles } = require("${ROOT}/dist/plainFiles");
            process.setgroups([]);
            process.setgid(${NOBODY});
            process.setuid(${NOBODY});
            (async () => {
                const libvirt = await Libvirt.open("${daemon.uri}");
                const read = await withPlainFiles(libvirt, ["${log}"], (files) => files.read("${log}", 0, 5));
                await deletePlainFile(libvirt, "${log}");
                libvirt.close();
                console.log(process.getuid(), String(read));
            })();`;
        expect((await run("node", ["-e", program])).stdout).toBe("65534 ready\n");
        expect(await readdir(folder)).toEqual([]);
    } finally {
        await daemon.stop();
    }
});

test("its domain cannot be started", async () => {
    await writeFile(log, "ready");
    await withPlainFiles(libvirt, [log], async (files) => {
        await files.size(log);
        const name = (await virsh("list", "--all", "--name")).match(/xplab-files-\S+/)?.[0] ?? "";
        await expect(virsh("start", name)).rejects.toThrow("/nonexistent");
    });
});
