import { open, mkdtemp, rm, writeFile, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { openQcow2 } from "../../src/diskImage/qcow2Disk";
import { output } from "../integration/support/host/command";

// qemu-img writes the same files as libvirt's QEMU.

const KIB = 1024;
const MIB = 1024 * KIB;

let folder: string;
let file: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "qcow2-"));
    file = join(folder, "disk.qcow2");
});

afterEach(() => rm(folder, { recursive: true }));

const reading = (handle: FileHandle) => async (offset: number, length: number) => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
};

async function withDisk<T>(use: (disk: Awaited<ReturnType<typeof openQcow2>>) => Promise<T>) {
    const handle = await open(file);
    try {
        return await use(await openQcow2(reading(handle)));
    } finally {
        await handle.close();
    }
}

const make = (...options: string[]) =>
    output("qemu-img", ["create", "-q", "-f", "qcow2", ...options]);

/** Content in some places of a disk and nothing in between. */
async function fill(bytes: number): Promise<Buffer> {
    const raw = Buffer.alloc(bytes);
    for (let at = 0; at < bytes; at += 3 * MIB + 40 * KIB) {
        raw.fill((at / KIB) % 251 || 1, at, Math.min(bytes, at + 100 * KIB));
    }
    await writeFile(join(folder, "raw"), raw);
    return raw;
}

test.each(["512", "64k", "2M"])("reads any part of a disk with clusters of %s", async (size) => {
    const raw = await fill(20 * MIB + 512);
    const options = ["-o", `cluster_size=${size}`];
    await output("qemu-img", ["convert", "-O", "qcow2", ...options, join(folder, "raw"), file]);
    await withDisk(async (disk) => {
        expect(Number(disk.capacityBytes)).toBe(raw.length);
        expect((await disk.read(0, raw.length)).equals(raw)).toBe(true);
        expect(await disk.read(raw.length, 10)).toHaveLength(0);
        const places = fc.tuple(fc.nat(raw.length), fc.nat(300 * KIB));
        await fc.assert(
            fc.asyncProperty(places, async ([at, length]) => {
                const read = await disk.read(at, length);
                return read.equals(raw.subarray(at, at + length));
            }),
            { numRuns: 50 },
        );
    });
});

test("reads clusters that a guest discarded as zeros", async () => {
    await fill(8 * MIB);
    await output("qemu-img", ["convert", "-O", "qcow2", join(folder, "raw"), file]);
    await output("qemu-io", ["-f", "qcow2", "-c", "write -z 0 64k", file]);
    await withDisk(async (disk) => {
        expect((await disk.read(0, 64 * KIB)).every((byte) => byte === 0)).toBe(true);
        expect((await disk.read(64 * KIB, 4))[0]).not.toBe(0);
    });
});

test("reads an empty disk as zeros", async () => {
    await make(file, "1G");
    await withDisk(async (disk) => {
        expect(Number(disk.capacityBytes)).toBe(1024 * MIB);
        expect((await disk.read(500 * MIB, MIB)).equals(Buffer.alloc(MIB))).toBe(true);
    });
});

test.each<[string, string[], string]>([
    ["a backing file", ["-b", "/etc/hostname", "-F", "raw"], "has a file below it"],
    ["subclusters", ["-o", "extended_l2=on,cluster_size=128k"], "has features 0x10"],
])("refuses an image with %s", async (_name, options, why) => {
    await make(...options, file, "1M");
    await expect(withDisk(() => Promise.resolve())).rejects.toThrow(`its image ${why}`);
});

test("refuses compressed clusters by default", async () => {
    await fill(MIB);
    await output("qemu-img", ["convert", "-c", "-O", "qcow2", join(folder, "raw"), file]);
    await expect(withDisk((disk) => disk.read(0, 10))).rejects.toThrow("has compressed clusters");
});

test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ["is none", () => Buffer.from("MZ"), "is no qcow2 image"],
    ["is of another version", (bytes) => patched(bytes, 4, 4), "uses qcow2 version 4"],
    ["has clusters too large", (bytes) => patched(bytes, 20, 30), "has clusters of 2^30 bytes"],
    ["is encrypted", (bytes) => patched(bytes, 32, 2), "is encrypted"],
    ["has too small a table", (bytes) => patched(bytes, 36, 0), "does not fit its disk"],
    ["was cut short", (bytes) => bytes.subarray(0, 70_000), "ends too early"],
])("refuses an image that %s", async (_name, damage, why) => {
    await make(file, "1M");
    const handle = await open(file);
    const bytes = await reading(handle)(0, MIB);
    await handle.close();
    await writeFile(file, damage(bytes));
    await expect(withDisk((disk) => disk.read(0, 1))).rejects.toThrow(why);
});

function patched(bytes: Buffer, at: number, value: number): Buffer {
    bytes.writeUInt32BE(value, at);
    return bytes;
}
