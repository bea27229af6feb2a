import { CleanStateBench } from "./cleanStateBench";
import type { KillPoint } from "../support/faults/repeatWithKills";
import { runWithKill } from "../support/faults/runWithKill";

/*
 * Kills on the way to a clean state and back: the guest itself reports that it is as it was, clean, or off, and
 * never has the memory of one and the disk of the other. cleanState.faults.ts kills at every call, with every
 * victim on both sides.
 */

jest.setTimeout(600_000);

const SEEDS = ["clean", "dirty"] as const;
const CLEAN = "disk clean, memory clean";
const DIRTY = "disk dirty, memory dirty";
/** The disk's content after a guest had to start again, whose memory is then empty. */
const STARTED = "disk clean, memory none";

/** More than there are calls; provider and daemon in turn, on both sides. */
const KILL_POINTS: readonly KillPoint[] = Array.from({ length: 6 }, (): KillPoint[] => [
    { victim: "provider", side: "after" },
    { victim: "daemon", side: "before" },
    { victim: "provider", side: "before" },
    { victim: "daemon", side: "after" },
]).flat();

let cleanState: CleanStateBench;

beforeAll(async () => {
    cleanState = await CleanStateBench.open("cleankill");
    await cleanState.declare();
    await cleanState.stack.up();
    await cleanState.write("clean");
});

afterAll(() => cleanState.close());

async function expectNothingToDo(): Promise<void> {
    const { stack, size } = cleanState;
    expect(await stack.preview()).toEqual({ same: size });
    await stack.refresh("--expect-no-changes");
    expect(await stack.preview()).toEqual({ same: size });
}

test("a daemon killed while it writes the memory leaves the guest running, and the next up finishes", async () => {
    await cleanState.declare({});
    expect(await cleanState.killDuringSave()).toBe("LibvirtQemudPart");
    expect(await cleanState.guestState(SEEDS)).toBe(CLEAN);
    await cleanState.stack.up();
    await expectNothingToDo();
    expect(await cleanState.files()).toEqual(["clean", "disk", "disk.active", "image"]);
    await cleanState.write("dirty");
    const { code } = await cleanState.xplab("reset", cleanState.name);
    expect([code, await cleanState.guestState(SEEDS)]).toEqual([0, CLEAN]);
    await cleanState.declare();
    await cleanState.stack.up();
    expect(await cleanState.guestState(SEEDS)).toBe(CLEAN);
    expect(await cleanState.files()).toEqual(["disk", "image"]);
});

test("a kill while the clean state is taken leaves the guest as it was or off, and the next up finishes", async () => {
    await cleanState.declare({});
    const { hit, states } = await cleanState.upWithKills(KILL_POINTS, SEEDS);
    const kinds = hit.map((label) => label.split(" ")[0]);
    for (const step of ["domainDefineXMLFlags", "domainSaveFlags", "domainRestoreFlags"]) {
        expect(kinds).toContain(step);
    }
    expect(states.filter((state) => ![CLEAN, STARTED, "off"].includes(state))).toEqual([]);
    const taken = await cleanState.guestState(SEEDS);
    expect([CLEAN, STARTED]).toContain(taken);
    await expectNothingToDo();

    // A reset restores what was taken.
    await cleanState.write("dirty");
    const { code } = await cleanState.xplab("reset", cleanState.name);
    expect([code, await cleanState.guestState(SEEDS)]).toEqual([0, taken]);
});

test("a kill during a reset leaves the guest as it was, clean or off, and the next up finishes", async () => {
    const clean = await cleanState.guestState(SEEDS);
    await cleanState.write("dirty");
    await cleanState.declare({ resetTrigger: "1" });
    const { hit, states } = await cleanState.upWithKills(KILL_POINTS, SEEDS);
    const kinds = hit.map((label) => label.split(" ")[0]);
    for (const step of ["domainDestroyFlags", "storageVolDelete", "storageVolCreateXML"]) {
        expect(kinds).toContain(step);
    }
    expect(kinds).toContain("domainRestoreFlags");
    expect(states.filter((state) => ![clean, DIRTY, "off"].includes(state))).toEqual([]);
    expect(await cleanState.guestState(SEEDS)).toBe(clean);
    await expectNothingToDo();
});

test("xplab reset finishes a killed reset of Pulumi's, and up has nothing left to reset", async () => {
    const { bench, stack } = cleanState;
    const clean = await cleanState.guestState(SEEDS);
    await cleanState.write("dirty");
    await cleanState.declare({ resetTrigger: "2" });
    const isMoment = ({ label, side }: { label: string; side: string }) =>
        side === "after" && label.startsWith("storageVolDelete ");
    expect(await runWithKill(bench, stack, ["up"], { victim: "provider", isMoment })).toBeDefined();
    expect(await cleanState.guestState(SEEDS)).toBe("off");
    const { code } = await cleanState.xplab("reset", cleanState.name);
    expect([code, await cleanState.guestState(SEEDS)]).toEqual([0, clean]);
    await stack.up();
    expect(await cleanState.guestState(SEEDS)).toBe(clean);
});

test("nothing changes after a restart of the daemon, and of the host as far as it can be simulated", async () => {
    await cleanState.declare({ resetTrigger: "2" });
    await cleanState.stack.up();
    await cleanState.bench.daemon.restart();
    await expectNothingToDo();
    await cleanState.restartHost();
    await expectNothingToDo();
    // A cold start continues from the layer, and a reset still resets.
    const { code } = await cleanState.xplab("reset", cleanState.name);
    expect([code, await cleanState.guestState(["dirty"])]).toEqual([0, "disk none, memory none"]);
});
