import { readdir, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Libvirt } from "../../../../src/libvirt";
import { cacheFolder } from "../../../../src/provider/cache/cacheFolder";
import { cachedAccelerator } from "../../../../src/provider/domain/accelerator/cachedAccelerator";
import { fakeLibvirt } from "../../fakeLibvirt";

const host = (uuid: string | undefined, qemu = 7_002_022n) =>
    fakeLibvirt({
        connectGetCapabilities: () =>
            `<capabilities><host>${uuid === undefined ? "" : `<uuid>${uuid}</uuid>`}</host></capabilities>`,
        connectGetVersion: () => qemu,
    }).libvirt;

const remember = (libvirt: Libvirt, type: "kvm" | "qemu") =>
    cachedAccelerator(libvirt, () => Promise.resolve(type));

/** The cached result; undefined if a probe ran. */
async function known(libvirt: Libvirt): Promise<string | undefined> {
    const needed = new Error("a trial");
    return cachedAccelerator(libvirt, () => Promise.reject(needed)).catch((error: unknown) => {
        if (error === needed) return undefined;
        throw error;
    });
}

const records = async () => readdir(await cacheFolder("accelerators"));

beforeEach(async () => rm(await cacheFolder("accelerators"), { recursive: true }));

test("reuses the result of an earlier run", async () => {
    expect(await known(host("a"))).toBeUndefined();
    await remember(host("a"), "qemu");
    expect(await known(host("a"))).toBe("qemu");
});

test("probes another host and another QEMU", async () => {
    await remember(host("a"), "kvm");
    expect(await known(host("b"))).toBeUndefined();
    expect(await known(host("a", 10_000_013n))).toBeUndefined();
});

test("probes a host without a UUID each time", async () => {
    await remember(host(undefined), "kvm");
    expect(await known(host(undefined))).toBeUndefined();
    expect(await records()).toEqual([]);
});

test("deletes records older than a month when it writes one", async () => {
    await remember(host("a"), "kvm");
    const [old = ""] = await records();
    const monthAgo = Date.now() / 1000 - 31 * 24 * 3600;
    await utimes(join(await cacheFolder("accelerators"), old), monthAgo, monthAgo);
    await remember(host("b"), "kvm");
    expect(await records()).toHaveLength(1);
    expect(await known(host("b"))).toBe("kvm");
});
