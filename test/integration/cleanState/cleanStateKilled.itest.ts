import { CleanStateBench } from "./cleanStateBench";
import type { KillPoint } from "../support/faults/repeatWithKills";
import { runWithKill } from "../support/faults/runWithKill";

/*
 * A guest that is killed on its way to a clean state and back: by its own word it is where it was, or clean, or off, never
 * with the memory of one and the disk of the other. Every call with every victim on both sides is cleanState.faults.ts.
 */

jest.setTimeout(600_000);

const SEEDS = ["clean", "dirty"] as const;
const CLEAN = "disk clean, memory clean";
const DIRTY = "disk dirty, memory dirty";
/** What was on the disk when the guest had to start again, and so not in its memory. */
const STARTED = "disk clean, memory none";

/** More than there are calls; provider and daemon in turn, on both sides. */
const AIMS: readonly KillPoint[] = Array.from({ length: 6 }, (): KillPoint[] => [
    { victim: "provider", side: "after" },
    { victim: "daemon", side: "before" },
    { victim: "provider", side: "before" },
    { victim: "daemon", side: "after" },
]).flat();

let scene: CleanStateBench;

beforeAll(async () => {
    scene = await CleanStateBench.open("cleankill");
    await scene.declare();
    await scene.stack.up();
    await scene.write("clean");
});

afterAll(() => scene.close());

async function expectNothingToDo(): Promise<void> {
    const { stack, size } = scene;
    expect(await stack.preview()).toEqual({ same: size });
    await stack.refresh("--expect-no-changes");
    expect(await stack.preview()).toEqual({ same: size });
}

test("the daemon killed while it writes the memory: the guest goes on as it was, and the next up ends it", async () => {
    await scene.declare({});
    expect(await scene.killDuringSave()).toBe("LibvirtQemudPart");
    expect(await scene.place(SEEDS)).toBe(CLEAN);
    await scene.stack.up();
    await expectNothingToDo();
    expect(await scene.files()).toEqual(["clean", "disk", "disk.active", "image"]);
    await scene.write("dirty");
    const { code } = await scene.xplab("reset", scene.name);
    expect([code, await scene.place(SEEDS)]).toEqual([0, CLEAN]);
    await scene.declare();
    await scene.stack.up();
    expect(await scene.place(SEEDS)).toBe(CLEAN);
    expect(await scene.files()).toEqual(["disk", "image"]);
});

test("killed while its clean state is taken, the guest is as it was or off, and the next up ends it", async () => {
    await scene.declare({});
    const { hit, places } = await scene.upWithKills(AIMS, SEEDS);
    const kinds = hit.map((label) => label.split(" ")[0]);
    for (const step of ["domainDefineXMLFlags", "domainSaveFlags", "domainRestoreFlags"])
        expect(kinds).toContain(step);
    expect(places.filter((place) => ![CLEAN, STARTED, "off"].includes(place))).toEqual([]);
    const taken = await scene.place(SEEDS);
    expect([CLEAN, STARTED]).toContain(taken);
    await expectNothingToDo();

    // What was taken is what a reset brings back.
    await scene.write("dirty");
    const { code } = await scene.xplab("reset", scene.name);
    expect([code, await scene.place(SEEDS)]).toEqual([0, taken]);
});

test("killed while it is reset, the guest is as it was, clean or off, and the next up ends it", async () => {
    const clean = await scene.place(SEEDS);
    await scene.write("dirty");
    await scene.declare({ resetTrigger: "1" });
    const { hit, places } = await scene.upWithKills(AIMS, SEEDS);
    const kinds = hit.map((label) => label.split(" ")[0]);
    for (const step of ["domainDestroyFlags", "storageVolDelete", "storageVolCreateXML"])
        expect(kinds).toContain(step);
    expect(kinds).toContain("domainRestoreFlags");
    expect(places.filter((place) => ![clean, DIRTY, "off"].includes(place))).toEqual([]);
    expect(await scene.place(SEEDS)).toBe(clean);
    await expectNothingToDo();
});

test("xplab reset ends a reset of Pulumi's that was killed, which then has nothing more to lose", async () => {
    const { bench, stack } = scene;
    const clean = await scene.place(SEEDS);
    await scene.write("dirty");
    await scene.declare({ resetTrigger: "2" });
    const isMoment = ({ label, side }: { label: string; side: string }) =>
        side === "after" && label.startsWith("storageVolDelete ");
    expect(await runWithKill(bench, stack, ["up"], { victim: "provider", isMoment })).toBeDefined();
    expect(await scene.place(SEEDS)).toBe("off");
    const { code } = await scene.xplab("reset", scene.name);
    expect([code, await scene.place(SEEDS)]).toEqual([0, clean]);
    await stack.up();
    expect(await scene.place(SEEDS)).toBe(clean);
});

test("after a restart of the daemon, and of the host as far as it can be had here, there is nothing to do", async () => {
    await scene.declare({ resetTrigger: "2" });
    await scene.stack.up();
    await scene.bench.daemon.restart();
    await expectNothingToDo();
    await scene.restartHost();
    await expectNothingToDo();
    // A cold start goes on from the layer, and a reset is a reset after it too.
    const { code } = await scene.xplab("reset", scene.name);
    expect([code, await scene.place(["dirty"])]).toEqual([0, "disk none, memory none"]);
});
