import { clockText, resetDomain } from "../../src/cleanState/reset";
import {
    removeCleanState,
    rollBackCleanState,
} from "../../src/provider/cleanState/removeCleanState";
import { domainSaveImage } from "../../src/provider/cleanState/domainSaveImage";
import { UNKNOWN } from "../../src/provider/lifecycle/wire";
import { createContext } from "../provider/fakeLibvirt";
import { FakeHost, LAYER, MEMORY, UUID } from "./fakeHost";

const INPUTS = { name: "memory", pool: "lab", domain: UUID };
const domain = { name: "xp", uuid: UUID, id: 1 };

const take = (host: FakeHost, inputs = INPUTS) => domainSaveImage.create(inputs, host.context);
const reset = (host: FakeHost) =>
    resetDomain(host.libvirt, domain, {
        signal: new AbortController().signal,
        say: () => undefined,
    });
const leave = (host: FakeHost) => removeCleanState(UUID, MEMORY, host.context);

async function taken(): Promise<FakeHost> {
    const host = new FakeHost();
    await take(host);
    host.changes = [];
    return host;
}

test("takes a clean state and lets the guest continue above its frozen disk", async () => {
    const host = new FakeHost();
    const { id } = await take(host);
    expect(id).toBe("lab/memory");
    expect(host.seen).toBe("clean on clean");
    expect(host.changes).toEqual(["create", "mark", "save", "create", "define", "restore"]);
    host.write("dirty");
    expect(host.seen).toBe("dirty on dirty");
    expect(host.files.get("/images/disk")?.text).toBe("clean");
});

test("resets memory and disk and reports what was discarded", async () => {
    const host = await taken();
    host.write("dirty");
    expect(await reset(host)).toEqual({
        seconds: expect.any(Number) as number,
        discardedBytes: "dirty".length,
        isClockSet: false,
        clockBehindSeconds: expect.any(Number) as number,
    });
    expect(host.seen).toBe("clean on clean");
    expect(host.changes).toEqual(["destroy", "delete", "create", "restore"]);
});

test("sets the clock through the guest's agent on a reset", async () => {
    const host = new FakeHost();
    const channel = "<channel><target type='virtio' name='org.qemu.guest_agent.0'/></channel>";
    host.edit((xml) => xml.replace("</devices>", `${channel}</devices>`));
    host.liveXml = host.xml;
    await take(host);
    const done = await reset(host);
    expect(done).toMatchObject({ isClockSet: true, clockBehindSeconds: 0 });
    expect(clockText(done)).toBe("its clock set by its agent");
    expect(clockText({ isClockSet: false, clockBehindSeconds: 7 })).toBe("its clock 7 s behind");
});

test("keeps the guest running as it is when the clean state is removed", async () => {
    const host = await taken();
    host.write("kept");
    await leave(host);
    expect(host.seen).toBe("kept on kept");
    expect([...host.files.keys()]).toEqual(["/images/disk"]);
    expect(host.mark).toBeUndefined();
});

test("retries the pivot until the block job is ready", async () => {
    const host = await taken();
    host.write("kept");
    host.unreadyPivots = 2;
    await leave(host);
    expect(host.seen).toBe("kept on kept");
    expect(host.changes.filter((name) => name === "pivot")).toHaveLength(3);
});

test("stops waiting for a block job when the run is cut off, and continues in the next run", async () => {
    const host = await taken();
    host.write("kept");
    host.unreadyPivots = Infinity;
    const stopping = new AbortController();
    const context = { ...host.context, signal: stopping.signal };
    const left = domainSaveImage.delete("lab/memory", { domain: UUID, path: MEMORY }, context);
    setTimeout(() => stopping.abort(new Error("stopped")), 150);
    await expect(left).rejects.toThrow("stopped");
    host.unreadyPivots = 0;
    await leave(host);
    expect(host.seen).toBe("kept on kept");
    expect(host.mark).toBeUndefined();
});

test("rolls back a clean state although the run was cut off", async () => {
    const host = await taken();
    host.write("kept");
    await rollBackCleanState(UUID, MEMORY, { ...host.context, signal: AbortSignal.abort() });
    expect(host.seen).toBe("kept on kept");
    expect(host.mark).toBeUndefined();
});

test("keeps the layer of a guest that is off when the clean state is removed", async () => {
    const host = await taken();
    host.write("kept");
    host.guest = undefined;
    await leave(host);
    expect([...host.files.keys()]).toEqual(["/images/disk", LAYER]);
    await host.libvirt.call("domainCreateWithFlags", { domain });
    expect(host.seen).toBe("booted on kept");
});

test("excludes what was written since when it is taken again", async () => {
    const host = await taken();
    host.write("dirty");
    host.edit((xml) => xml.replace("128", "144"));
    await take(host, { ...INPUTS, name: "memory2" });
    expect(host.seen).toBe("booted on clean");
    host.write("dirty");
    await reset(host);
    expect(host.seen).toBe("booted on clean");
    // The engine deletes the old one last.
    await domainSaveImage.delete("lab/memory", { domain: UUID, path: MEMORY }, host.context);
    expect([...host.files.keys()].sort()).toEqual(["/images/disk", LAYER, "/images/memory2"]);
    expect(host.mark?.file).toBe("/images/memory2");
});

const SIDES = [false, true];

describe.each(SIDES)(
    "completes in the next run when killed at each call (call done: %s)",
    (isDone) => {
        test("while taking it", async () => {
            for (let at = 1; at <= 6; at += 1) {
                const host = new FakeHost();
                host.strike = { at, isDone };
                await expect(take(host)).rejects.toThrow("lost");
                host.strike = undefined;
                await take(host);
                // If killed before the last step, the guest was restarted from a disk that nobody had written to.
                expect(["clean on clean", "booted on clean"]).toContain(host.seen);
                const clean = host.seen;
                host.write("dirty");
                await reset(host);
                expect(host.seen).toBe(clean);
            }
        });

        test("while resetting, without mixing the memory of one state with the disk of another", async () => {
            for (let at = 1; at <= 4; at += 1) {
                const host = await taken();
                host.write("dirty");
                host.strike = { at, isDone };
                await expect(reset(host)).rejects.toThrow("lost");
                expect(["dirty on dirty", "off", "clean on clean"]).toContain(host.seen);
                host.strike = undefined;
                await reset(host);
                expect(host.seen).toBe("clean on clean");
            }
        });

        test("while taking it again", async () => {
            for (let at = 1; at <= 15; at += 1) {
                const host = await taken();
                host.write("dirty");
                host.edit((xml) => xml.replace("128", "144"));
                host.strike = { at, isDone };
                const isLost = await take(host, { ...INPUTS, name: "memory2" }).then(
                    () => false,
                    () => true,
                );
                host.strike = undefined;
                if (isLost) await take(host, { ...INPUTS, name: "memory2" });
                expect(host.seen).toBe("booted on clean");
                expect(host.mark?.file).toBe("/images/memory2");
            }
        });

        test("while removing it", async () => {
            for (let at = 1; at <= 6; at += 1) {
                const host = await taken();
                host.write("kept");
                host.strike = { at, isDone };
                await leave(host).catch(() => undefined);
                host.strike = undefined;
                await leave(host);
                expect(host.seen).toBe("kept on kept");
                expect([...host.files.keys()]).toEqual(["/images/disk"]);
                expect(host.mark).toBeUndefined();
            }
        });
    },
);

test("rolls back when taking fails, and the guest keeps running without a clean state", async () => {
    for (const refuses of ["save", "define", "restore"]) {
        const host = new FakeHost();
        host.refuses = refuses;
        const { context, rollBack } = createContext(host.libvirt);
        await expect(domainSaveImage.create(INPUTS, context)).rejects.toThrow("No space left");
        host.refuses = undefined;
        await rollBack();
        expect(host.seen).toBe("clean on clean");
        expect(host.mark).toBeUndefined();
        expect(host.files.has(MEMORY)).toBe(false);
    }
});

describe("refuses with a remedy", () => {
    test("a save that libvirt refuses", async () => {
        const host = new FakeHost();
        host.refuses = "save";
        await expect(take(host)).rejects.toThrow(
            'The clean state of domain "xp" could not be taken: No space left. Fix the cause and run again. [clean-state-not-taken]',
        );
    });

    test.each(["paused", "shutoff"])("a guest that is %s", async (state) => {
        const host = new FakeHost();
        if (state === "paused") host.isPaused = true;
        else host.guest = undefined;
        await expect(take(host)).rejects.toThrow(
            `The clean state of domain "xp" cannot be taken, because it is ${state}. Start or resume it, then run "pulumi up" again. [clean-state-not-running]`,
        );
        expect(host.changes).toEqual([]);
    });

    test("a pool without enough room", async () => {
        const host = new FakeHost();
        host.freeMiB = 100n;
        await expect(take(host)).rejects.toThrow(
            'Pool "lab" has 100 MiB free, but the clean state may need 144 MiB. Make room there, or give the guest less memory. [clean-state-no-space]',
        );
        expect(host.changes).toEqual([]);
    });

    test("a disk that is in no pool", async () => {
        const host = new FakeHost();
        host.files.delete("/images/disk");
        await expect(take(host)).rejects.toThrow(
            'The clean state of domain "xp" cannot be taken: its disk "/images/disk" is in no active pool. Move the image into the folder of a pool, or start the pool that has it. [clean-disk-outside-pool]',
        );
        expect(host.changes).toEqual([]);
    });

    const RETAKE = 'Run "pulumi refresh", then "pulumi up", to take it again.';

    test.each<[string, (host: FakeHost) => unknown, string]>([
        [
            "without one",
            (host) => host.edit((xml) => xml.replace(/<metadata>[\s\S]*<\/metadata>/, "")),
            'Domain "xp" has no clean state to go back to. Set cleanState on its machine, or declare a DomainSaveImage of it, and run "pulumi up" while it runs. [clean-state-missing]',
        ],
        [
            "of another QEMU",
            (host) => (host.qemu = 8_000_002n),
            `The clean state of domain "xp" was written by QEMU 7.2.22, but the host has 8.0.2. ${RETAKE} [clean-state-other-qemu]`,
        ],
        [
            "of other hardware",
            (host) =>
                host.edit((xml) => xml.replace(/<memory .*\n/, "<memory unit='MiB'>144</memory>")),
            `The hardware of domain "xp" has changed since its clean state was taken. ${RETAKE} [clean-state-other-hardware]`,
        ],
        [
            "whose disk was written to",
            (host) => host.files.set("/images/disk", { text: "other", version: 9 }),
            'The clean state of domain "xp" cannot be trusted: "/images/disk" has different content. ',
        ],
        [
            "whose memory is gone",
            (host) => host.files.delete(MEMORY),
            'The clean state of domain "xp" cannot be trusted: "/images/memory" is gone. Find out who wrote to it. Then run "pulumi refresh" and "pulumi up", which rewrite a memory file; to recreate a disk, run "pulumi up --replace" with its URN. [clean-state-changed]',
        ],
    ])("a reset to one %s, while the guest runs on", async (_which, change, text) => {
        const host = await taken();
        host.write("dirty");
        change(host);
        await expect(reset(host)).rejects.toThrow(text);
        expect(host.seen).toBe("dirty on dirty");
        expect(host.changes).toEqual([]);
        // A refresh reports it as gone, so that the next update takes it again.
        const state = { domain: UUID };
        expect(await domainSaveImage.read("lab/memory", state, host.libvirt)).toBeUndefined();
    });

    test("leaves the guest off on a clean disk when libvirt refuses the restore", async () => {
        const host = await taken();
        host.write("dirty");
        host.refuses = "restore";
        await expect(reset(host)).rejects.toThrow(
            'Domain "xp" is off, because libvirt could not restore it: No space left. Fix the cause, then reset it again. [clean-state-not-restored]',
        );
        expect([host.seen, host.files.get(LAYER)?.text]).toEqual(["off", ""]);
    });
});

test("accepts a file that was only touched", async () => {
    const host = await taken();
    host.files.set("/images/disk", { text: "clean", version: 9 });
    await reset(host);
    expect(host.seen).toBe("clean on clean");
});

test("reads it in a refresh as it was taken", async () => {
    const host = await taken();
    const state = { domain: UUID, hardware: "a", resetTrigger: "1" };
    const seen = await domainSaveImage.read("lab/memory", state, host.libvirt);
    expect(seen?.inputs).toEqual({ ...INPUTS, hardware: "a", resetTrigger: "1" });
    expect(seen?.outputs).toEqual({ path: MEMORY, ...host.mark?.state });
    const imported = await domainSaveImage.read("lab/memory", {}, host.libvirt);
    expect(imported?.inputs).toEqual(INPUTS);
});

describe("a preview", () => {
    const foreseen = async (host: FakeHost, domain: string) =>
        domainSaveImage.preflight?.({ ...INPUTS, domain })?.(host.libvirt);

    test("refuses a guest with a device of the host", async () => {
        const host = new FakeHost();
        await foreseen(host, UUID);
        host.edit((xml) => xml.replace("</devices>", "<hostdev type='usb'/></devices>"));
        await expect(foreseen(host, UUID)).rejects.toThrow(
            'The clean state of domain "xp" cannot be taken: it has a USB device of the host, which no reset can restore. ',
        );
    });

    test("skips an unknown guest and a clean state that stays", () => {
        const { preflight } = domainSaveImage;
        expect(preflight?.({ ...INPUTS, domain: UNKNOWN })).toBeUndefined();
        expect(preflight?.(INPUTS, [])).toBeUndefined();
    });
});
