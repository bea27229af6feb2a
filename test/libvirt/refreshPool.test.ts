import { refreshPool } from "../../src/libvirt/refreshPool";
import { fakeLibvirt, libvirtError } from "../provider/fakeLibvirt";

const pool = { name: "lab", uuid: "0e9b0a48-5b34-5b14-88cf-02a190f1e7aa" };

/** A pool that cannot be refreshed so many times; a refresh that fails, and is not refused, stops it. */
function host(
    times: number,
    {
        code = "internalError",
        isActive = true,
    }: { code?: "internalError" | "noStoragePool"; isActive?: boolean } = {},
) {
    let left = times;
    const { libvirt, calls } = fakeLibvirt({
        storagePoolRefresh: () => {
            left -= 1;
            if (left >= 0) throw libvirtError(code, "asynchronous jobs running");
        },
        storagePoolIsActive: () => isActive,
    });
    const refreshes = () => calls.filter(([name]) => name === "storagePoolRefresh").length;
    return { libvirt, refreshes };
}

test("waits while libvirt makes a volume in the pool, and reports it once", async () => {
    const { libvirt, refreshes } = host(3);
    const said: string[] = [];
    await refreshPool(libvirt, pool, { waitMs: 0, say: (text) => said.push(text) });
    expect(refreshes()).toBe(4);
    expect(said).toEqual(['waiting until no volume of pool "lab" is being made']);
});

test("reports nothing if it need not wait", async () => {
    const said: string[] = [];
    await refreshPool(host(0).libvirt, pool, { say: (text) => said.push(text) });
    expect(said).toEqual([]);
});

test("does not wait for ever", async () => {
    const { libvirt } = host(Infinity);
    await expect(refreshPool(libvirt, pool, { waitMs: 0, patienceMs: 5 })).rejects.toMatchObject({
        message:
            'Pool "lab" could not be refreshed for 0.005 s: libvirt refuses while a volume is being created in it. ' +
            "Wait until other programs have created their volumes, then run again. [pool-busy]",
        cause: { message: "asynchronous jobs running" },
    });
});

test("waits no longer than the call may last", async () => {
    const limit = new AbortController();
    const late = new Error("late");
    const { libvirt } = host(Infinity);
    const say = () => limit.abort(late);
    const waiting = { waitMs: 0, signal: limit.signal, say };
    await expect(refreshPool(libvirt, pool, waiting)).rejects.toBe(late);
});

test.each([
    { code: "noStoragePool", isActive: true },
    { code: "internalError", isActive: false },
] as const)("does not wait at all for a refresh that has failed (%j)", async (failure) => {
    const { libvirt, refreshes } = host(1, failure);
    await expect(refreshPool(libvirt, pool)).rejects.toThrow("asynchronous jobs running");
    expect(refreshes()).toBe(1);
});
