import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { requireRoom } from "../../../src/cleanState/room";
import { tookTooLong } from "../../../src/errors";
import { Libvirt, type StoragePool } from "../../../src/libvirt";
import { refuseFullPool } from "../../../src/provider/storage/poolSpace";
import { pool as handler } from "../../../src/provider/storage/pool";
import { waitingIn } from "../../../src/provider/lifecycle/waiting";
import { callContext } from "../../provider/fakeLibvirt";
import { virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { until } from "../support/host/until";
import { processes } from "../support/host/processes";

/*
 * libvirt does not refresh a pool while it creates a volume in it. The test stops qemu-img in the middle of
 * one, so that this lasts as long as needed.
 */

const name = testName("busy");
const folder = join(IMAGES, name);
const WAITS = `status: waiting until no volume of pool "${name}" is being made`;
const EXBIBYTE = 2 ** 60;

let libvirt: Libvirt;
let pool: StoragePool;
let made = 0;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    await mkdir(folder);
    await virsh("pool-create-as", name, "dir", "--target", folder);
    pool = await libvirt.call("storagePoolLookupByName", { name });
});

afterAll(async () => {
    libvirt.close();
    await virsh("pool-destroy", name);
    await rm(folder, { recursive: true });
});

/** Starts to create a volume and stops in the middle; the returned function finishes it. */
async function beginVolume(): Promise<() => Promise<unknown>> {
    const volume = `slow-${(made += 1)}`;
    const options = ["--allocation", "0", "--format", "qcow2", "--prealloc-metadata"];
    const whole = virsh("vol-create-as", name, volume, "256G", ...options);
    const isIt = ({ command }: { command: readonly string[] }) =>
        command[0]?.endsWith("qemu-img") === true &&
        command.some((word) => word.endsWith(`${folder}/${volume}`));
    const { pid } = await until("its qemu-img", () => processes().find(isIt), { everyMs: 1 });
    process.kill(pid, "SIGSTOP");
    return async () => {
        process.kill(pid, "SIGCONT");
        await whole;
    };
}

test("waits for a pool in which a volume is being created, and says so", async () => {
    const messages: string[] = [];
    const context = callContext(libvirt, messages);
    const end = await beginVolume();
    await expect(virsh("pool-refresh", name)).rejects.toThrow("asynchronous jobs running");
    const waiting = Promise.allSettled([
        handler.delete(pool.uuid, {}, context),
        refuseFullPool(context, pool, EXBIBYTE, 1),
        requireRoom(libvirt, pool, EXBIBYTE, waitingIn(context)),
    ]);
    await until("all of them waiting", () => messages.length === 3);
    await end();
    const reasons = (await waiting).map((one) =>
        one.status === "rejected" ? (one.reason as { code: string }).code : one.status,
    );
    expect(reasons).toEqual(["pool-in-use", "no-space-in-pool", "clean-state-no-space"]);
    expect(messages).toEqual([WAITS, WAITS, WAITS]);
});

test("gives up at the call's deadline, and keeps the pool", async () => {
    const limit = new AbortController();
    const messages: string[] = [];
    const context = { ...callContext(libvirt, messages), signal: limit.signal };
    const end = await beginVolume();
    const deleted = handler.delete(pool.uuid, {}, context);
    const refused = expect(deleted).rejects.toThrow(
        "The delete took longer than 60 s. Check what the host is busy with, or raise customTimeouts.delete. [took-too-long]",
    );
    await until("a wait", () => messages.includes(WAITS));
    limit.abort(tookTooLong({ seconds: 60, operation: "delete" }));
    await refused;
    await end();
    expect(await libvirt.call("storagePoolIsActive", { pool })).toBe(true);
});

test("does not wait for an upload", async () => {
    await virsh("vol-create-as", name, "upload", "1M", "--format", "raw");
    const path = join(folder, "upload");
    const volume = await libvirt.call("storageVolLookupByPath", { path });
    const half = Buffer.alloc(2 ** 19);
    let isRefreshed = false;
    async function* content() {
        yield half;
        await virsh("pool-refresh", name);
        isRefreshed = true;
        yield half;
    }
    await libvirt.upload(volume, content(), { length: 2n ** 20n });
    expect(isRefreshed).toBe(true);
});
