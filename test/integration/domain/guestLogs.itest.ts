import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import {
    deleteLogs,
    keepFormerLogs,
    makeLogFolders,
    requireLogPools,
} from "../../../src/provider/domain/virtlogdFiles";
import { callContext } from "../../provider/fakeLibvirt";
import { virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";

const pool = testName("logs");
const folder = join(IMAGES, pool);
const QCOW2 = Buffer.from("QFI\xfb\0\0\0\x02", "latin1");

let libvirt: Libvirt;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
});

beforeEach(async () => {
    await mkdir(folder);
    await virsh("pool-create-as", pool, "dir", "--target", folder);
});

afterEach(async () => {
    await virsh("pool-destroy", pool);
    await rm(folder, { recursive: true });
});

afterAll(() => {
    libvirt.close();
});

const inPool = (...names: readonly string[]) => join(folder, ...names);

test("keeps a log outside the pool's folder, and removes it with its folder and earlier copies", async () => {
    const log = inPool("xp-logs", "com1.log");
    const capture = inPool("xp-logs", "capture");
    await makeLogFolders(libvirt, [log, capture]);
    await makeLogFolders(libvirt, [log, capture]);
    for (const file of [log, `${log}.0`, `${log}.1`, capture]) await writeFile(file, QCOW2);
    await virsh("pool-refresh", pool);
    const listed = await virsh("vol-list", pool);
    expect(listed).toContain("xp-logs");
    expect(listed).not.toContain("com1.log");
    await deleteLogs(libvirt, [log, capture]);
    expect(await readdir(folder)).toEqual([]);
    expect(await virsh("vol-list", pool)).not.toContain("xp-logs");
    await deleteLogs(libvirt, [log, capture]);
});

test("keeps a folder until its last domain's log is removed", async () => {
    const [one, other] = [inPool("logs", "one.log"), inPool("logs", "other.log")];
    await makeLogFolders(libvirt, [one, other]);
    await writeFile(one, "one");
    await writeFile(other, "other");
    await deleteLogs(libvirt, [one]);
    expect(await readdir(inPool("logs"))).toEqual(["other.log"]);
    await deleteLogs(libvirt, [other]);
    expect(await readdir(folder)).toEqual([]);
});

test("leaves an existing log where it is", async () => {
    const log = inPool("xp-logs", "com1.log");
    await makeLogFolders(libvirt, [log], [log]);
    expect(await readdir(folder)).toEqual([]);
});

test("remembers logs that could not be deleted while their pool is inactive", async () => {
    const log = inPool("xp-logs", "com1.log");
    await makeLogFolders(libvirt, [log]);
    await requireLogPools(libvirt, [log]);
    await virsh("pool-destroy", pool);
    await virsh("pool-define-as", pool, "dir", "--target", folder);
    try {
        await expect(requireLogPools(libvirt, [log])).rejects.toThrow(
            `Pool "${pool}" is not active, so volume "${pool}/xp-logs" cannot be inspected.`,
        );
    } finally {
        await virsh("pool-undefine", pool);
        await virsh("pool-create-as", pool, "dir", "--target", folder);
    }
});

test("neither creates nor deletes a log outside pools", async () => {
    const elsewhere = join(IMAGES, testName("elsewhere"));
    const log = join(elsewhere, "deep", "com1.log");
    await mkdir(join(elsewhere, "deep"), { recursive: true });
    await writeFile(log, "mine");
    await makeLogFolders(libvirt, [log]);
    await deleteLogs(libvirt, [log]);
    expect(await readdir(join(elsewhere, "deep"))).toEqual(["com1.log"]);
    await rm(elsewhere, { recursive: true });
});

describe("a machine of release 1.0.0 whose logs move", () => {
    const former = inPool("xp-com1.log");
    const log = inPool("xp-logs", "com1.log");

    beforeEach(async () => {
        await makeLogFolders(libvirt, [log]);
        await virsh("vol-create-as", pool, "xp-com1.log", "0", "--format", "raw");
    });

    test("keeps the old ones until it is deleted", async () => {
        await writeFile(former, "booted");
        await writeFile(`${former}.0`, "booted before");
        const said: string[] = [];
        const context = callContext(libvirt, said);
        expect(await keepFormerLogs([former], [log], context)).toEqual([former]);
        expect(said).toEqual([]);
        await deleteLogs(libvirt, [log]);
        expect(await readdir(folder)).toEqual([]);
        expect(await virsh("vol-list", pool)).not.toContain("com1.log");
    });

    test("keeps none that libvirt would take for an image", async () => {
        await writeFile(former, "booted");
        await writeFile(`${former}.2`, QCOW2);
        await writeFile(`${former}.0`, "");
        await writeFile(`${former}.1`, "");
        const said: string[] = [];
        expect(await keepFormerLogs([former], [log], callContext(libvirt, said))).toEqual([]);
        expect(said).toEqual([
            `warning: Deletes ${former}: it begins like an image (qcow), which libvirt would open.`,
        ]);
    });

    test("forgets logs that it no longer has", async () => {
        expect(await keepFormerLogs([inPool("own.log")], [log], callContext(libvirt))).toEqual([]);
    });
});
