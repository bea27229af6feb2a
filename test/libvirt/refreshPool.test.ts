import { refreshPool } from "../../src/libvirt/refreshPool";
import { fakeLibvirt, libvirtError } from "../provider/fakeLibvirt";

const pool = { name: "pool", uuid: "0e9b0a48-5b34-5b14-88cf-02a190f1e7aa" };

function busyFor(times: number, code: "internalError" | "noStoragePool" = "internalError") {
    let left = times;
    return fakeLibvirt({
        storagePoolRefresh: () => {
            left -= 1;
            if (left >= 0) throw libvirtError(code, "asynchronous jobs running");
        },
    });
}

test("waits while volumes of the pool are being made", async () => {
    const { libvirt, calls } = busyFor(3);
    await refreshPool(libvirt, pool, { waitMs: 0 });
    expect(calls.length).toBe(4);
});

test("not for ever", async () => {
    const { libvirt } = busyFor(Infinity);
    await expect(refreshPool(libvirt, pool, { waitMs: 0, patienceMs: 5 })).rejects.toThrow(
        "asynchronous jobs running",
    );
});

test("and not at all for another failure", async () => {
    const { libvirt, calls } = busyFor(1, "noStoragePool");
    await expect(refreshPool(libvirt, pool)).rejects.toThrow("asynchronous jobs running");
    expect(calls.length).toBe(1);
});
