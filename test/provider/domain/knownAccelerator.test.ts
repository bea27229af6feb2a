import { readdir, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Libvirt } from "../../../src/libvirt";
import { cacheSubfolder } from "../../../src/provider/cache/cacheSubfolder";
import { knownAccelerator } from "../../../src/provider/domain/knownAccelerator";
import { fakeLibvirt } from "../fakeLibvirt";

const host = (uuid: string | undefined, qemu = 7_002_022n) =>
    fakeLibvirt({
        connectGetCapabilities: () =>
            `<capabilities><host>${uuid === undefined ? "" : `<uuid>${uuid}</uuid>`}</host></capabilities>`,
        connectGetVersion: () => qemu,
    }).libvirt;

const remember = (libvirt: Libvirt, type: "kvm" | "qemu") =>
    knownAccelerator(libvirt, () => Promise.resolve(type));

/** What is known without a trial; undefined when there is one. */
async function known(libvirt: Libvirt): Promise<string | undefined> {
    const needed = new Error("a trial");
    return knownAccelerator(libvirt, () => Promise.reject(needed)).catch((error: unknown) => {
        if (error === needed) return undefined;
        throw error;
    });
}

const records = async () => readdir(await cacheSubfolder("accelerators"));

beforeEach(async () => rm(await cacheSubfolder("accelerators"), { recursive: true }));

test("a later run knows what an earlier one found out", async () => {
    expect(await known(host("a"))).toBeUndefined();
    await remember(host("a"), "qemu");
    expect(await known(host("a"))).toBe("qemu");
});

test("another host, or another QEMU, is tried out anew", async () => {
    await remember(host("a"), "kvm");
    expect(await known(host("b"))).toBeUndefined();
    expect(await known(host("a", 10_000_013n))).toBeUndefined();
});

test("a host without a UUID is tried out each time", async () => {
    await remember(host(undefined), "kvm");
    expect(await known(host(undefined))).toBeUndefined();
    expect(await records()).toEqual([]);
});

test("records of a month ago go when one is written", async () => {
    await remember(host("a"), "kvm");
    const [old = ""] = await records();
    const monthAgo = Date.now() / 1000 - 31 * 24 * 3600;
    await utimes(join(await cacheSubfolder("accelerators"), old), monthAgo, monthAgo);
    await remember(host("b"), "kvm");
    expect(await records()).toHaveLength(1);
    expect(await known(host("b"))).toBe("kvm");
});
