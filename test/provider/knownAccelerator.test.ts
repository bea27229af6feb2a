import { readdir, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../src/provider/image/imageCache";
import { knownAccelerator, rememberAccelerator } from "../../src/provider/knownAccelerator";
import { fakeLibvirt } from "./fakeLibvirt";

const host = (uuid: string | undefined, qemu = 7_002_022n) =>
    fakeLibvirt({
        connectGetCapabilities: () =>
            `<capabilities><host>${uuid === undefined ? "" : `<uuid>${uuid}</uuid>`}</host></capabilities>`,
        connectGetVersion: () => qemu,
    }).libvirt;

const records = async () => readdir(await cacheFolder("accelerators"));

beforeEach(async () => rm(await cacheFolder("accelerators"), { recursive: true }));

test("a later run knows what an earlier one found out", async () => {
    expect(await knownAccelerator(host("a"))).toBeUndefined();
    await rememberAccelerator(host("a"), "qemu");
    expect(await knownAccelerator(host("a"))).toBe("qemu");
});

test("another host, or another QEMU, is tried out anew", async () => {
    await rememberAccelerator(host("a"), "kvm");
    expect(await knownAccelerator(host("b"))).toBeUndefined();
    expect(await knownAccelerator(host("a", 10_000_013n))).toBeUndefined();
});

test("a host without a UUID is tried out each time", async () => {
    await rememberAccelerator(host(undefined), "kvm");
    expect(await knownAccelerator(host(undefined))).toBeUndefined();
    expect(await records()).toEqual([]);
});

test("records of a month ago go when one is written", async () => {
    await rememberAccelerator(host("a"), "kvm");
    const [old = ""] = await records();
    const monthAgo = Date.now() / 1000 - 31 * 24 * 3600;
    await utimes(join(await cacheFolder("accelerators"), old), monthAgo, monthAgo);
    await rememberAccelerator(host("b"), "kvm");
    expect(await records()).toHaveLength(1);
    expect(await knownAccelerator(host("b"))).toBe("kvm");
});
