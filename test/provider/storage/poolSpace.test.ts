import { orNoSpace, orPoolFull, refuseFullPool } from "../../../src/provider/storage/poolSpace";
import { callContext, failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const pool = { name: "lab", uuid: "p" };
const part = { pool: "lab", name: "xp.part", key: "/images/xp.part" };
const FULL =
    'Pool "lab" has 50 bytes free, but 200 are needed: the host holds the image twice while it copies it. ' +
    "Make room on the host, or set pool to one with enough space. [no-space-in-pool]";

/** A pool with one figure before a refresh and another after it. */
function host(before: bigint, after: bigint, allocation = 0n) {
    let availableBytes = before;
    return asked({
        storagePoolGetInfo: () => ({ availableBytes }),
        storagePoolRefresh: () => void (availableBytes = after),
        storageVolGetInfo: () => ({ allocation }),
    });
}

function asked(answers: Parameters<typeof fakeLibvirt>[0]) {
    const { libvirt, calls } = fakeLibvirt(answers);
    return { ...callContext(libvirt), calls };
}

const callsOf = ({ calls }: ReturnType<typeof host>) => calls.map(([procedure]) => procedure);

test("begins an upload that fits without a refresh", async () => {
    const on = host(100n, 0n);
    await refuseFullPool(on, pool, 100, 2);
    expect(callsOf(on)).toEqual(["storagePoolGetInfo"]);
});

test("counts room that was freed since the last refresh", async () => {
    await expect(refuseFullPool(host(50n, 100n), pool, 100, 2)).resolves.toBeUndefined();
});

test("does not begin an upload for which there is no room", async () => {
    await expect(refuseFullPool(host(50n, 50n), pool, 100, 2)).rejects.toMatchObject({
        message: FULL,
    });
});

test("needs room for one copy of an image that is uploaded as it is", async () => {
    await expect(refuseFullPool(host(50n, 50n), pool, 100, 1)).rejects.toMatchObject({
        message:
            'Pool "lab" has 50 bytes free, but 100 are needed. ' +
            "Make room on the host, or set pool to one with enough space. [no-space-in-pool]",
    });
});

const storing = (on: ReturnType<typeof host>, failure: Error) =>
    orNoSpace(on, { pool, part, imageBytes: 100, copies: 2 }, () => Promise.reject(failure));

test("reports a full pool, and counts what is already written", async () => {
    const cause = libvirtError("internalError", "cannot write");
    await expect(storing(host(1000n, 10n, 40n), cause)).rejects.toMatchObject({
        message: FULL,
        cause,
    });
});

test("passes on any other failure", async () => {
    const refusal = libvirtError("internalError");
    await expect(storing(host(0n, 160n, 40n), refusal)).rejects.toBe(refusal);
    const lost = new Error("lost");
    const on = host(0n, 0n);
    await expect(storing(on, lost)).rejects.toBe(lost);
    expect(on.calls).toEqual([]);
    const stopped = asked({
        storagePoolRefresh: failing("internalError"),
        storagePoolIsActive: () => false,
        storageVolGetInfo: () => ({ allocation: 0n }),
    });
    await expect(storing(stopped, refusal)).rejects.toBe(refusal);
});

test("returns what was stored", async () => {
    const stored = orNoSpace(
        host(0n, 0n),
        { pool, part, imageBytes: 1, copies: 1 },
        async () => "X",
    );
    expect(await stored).toBe("X");
});

describe("an empty volume that could not be created", () => {
    const cause = libvirtError("internalError", "qemu-img failed");
    const making = (freeBytes: bigint) =>
        orPoolFull(host(2n ** 40n, freeBytes), pool, "xp", () => Promise.reject(cause));

    test("is reported as a full pool when there is no room", async () => {
        await expect(making(2n ** 20n - 1n)).rejects.toMatchObject({
            message:
                'Volume "lab/xp" could not be written: pool "lab" has 1048575 bytes free. ' +
                "Make room on the host, or set pool to one with enough space. [pool-full]",
            cause,
        });
    });

    test("is reported as it is for another reason", async () => {
        await expect(making(2n ** 20n)).rejects.toBe(cause);
    });
});
