import { CleanStateBench } from "./cleanStateBench";
import type { KillPoint } from "../support/faults/repeatWithKills";
import { VICTIMS } from "../support/faults/runWithKill";

/*
 * Kills each victim before and after every changing call of taking a clean state and of a reset. After each
 * kill the guest itself reports its state.
 */

jest.setTimeout(60 * 60 * 1000);

const ROWS = VICTIMS.flatMap((victim): KillPoint[] => [
    { victim, side: "before" },
    { victim, side: "after" },
]);

const SEEDS = ["clean", "dirty"] as const;
const CLEAN = "disk clean, memory clean";
const DIRTY = "disk dirty, memory dirty";
/** The disk's content after a guest had to start again, whose memory is then empty. */
const STARTED = "disk clean, memory none";

/** More than there are calls. */
const LINKS_MAX = 40;

describe.each(ROWS)("kills the $victim $side each call", (killPoint) => {
    const killPoints = Array<KillPoint>(LINKS_MAX).fill(killPoint);
    let cleanState: CleanStateBench;

    beforeEach(async () => {
        cleanState = await CleanStateBench.open("cleanfaults");
        await cleanState.declare();
        await cleanState.stack.up();
        await cleanState.write("clean");
        await cleanState.declare({});
    });

    afterEach(() => cleanState.close());

    async function expectNothingToDo(hit: readonly string[]): Promise<void> {
        await cleanState.stack.refresh("--clear-pending-creates", "--expect-no-changes");
        expect(await cleanState.stack.preview()).toEqual({ same: cleanState.size });
        process.stderr.write(`${killPoint.victim} killed ${killPoint.side}: ${hit.join(", ")}\n`);
    }

    test("of taking a clean state", async () => {
        const { hit, states } = await cleanState.upWithKills(killPoints, SEEDS);
        expect(states.filter((one) => ![CLEAN, STARTED, "off"].includes(one))).toEqual([]);
        const clean = await cleanState.guestState(SEEDS);
        expect([CLEAN, STARTED]).toContain(clean);
        await cleanState.write("dirty");
        const { code } = await cleanState.xplab("reset", cleanState.name);
        expect([code, await cleanState.guestState(SEEDS)]).toEqual([0, clean]);
        await expectNothingToDo(hit);
    });

    test("of a reset", async () => {
        await cleanState.stack.up();
        await cleanState.write("dirty");
        await cleanState.declare({ resetTrigger: "1" });
        const { hit, states } = await cleanState.upWithKills(killPoints, SEEDS);
        expect(states.filter((one) => ![CLEAN, DIRTY, "off"].includes(one))).toEqual([]);
        expect(await cleanState.guestState(SEEDS)).toBe(CLEAN);
        await expectNothingToDo(hit);
    });
});
