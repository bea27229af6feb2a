import { CleanStateBench } from "./cleanStateBench";
import type { KillPoint } from "../support/faults/repeatWithKills";
import { VICTIMS } from "../support/faults/runWithKill";

/*
 * Every changing call of a clean state's taking and of a reset is struck, for each victim on each side. After each kill the
 * guest itself says where it is.
 */

jest.setTimeout(60 * 60 * 1000);

const ROWS = VICTIMS.flatMap((victim): KillPoint[] => [
    { victim, side: "before" },
    { victim, side: "after" },
]);

const SEEDS = ["clean", "dirty"] as const;
const CLEAN = "disk clean, memory clean";
const DIRTY = "disk dirty, memory dirty";
/** What was on the disk when the guest had to start again, and so not in its memory. */
const STARTED = "disk clean, memory none";

/** More than there are calls. */
const LINKS_MAX = 40;

describe.each(ROWS)("$victim killed $side each call", (aim) => {
    const aims = Array<KillPoint>(LINKS_MAX).fill(aim);
    let scene: CleanStateBench;

    beforeEach(async () => {
        scene = await CleanStateBench.open("cleanfaults");
        await scene.declare();
        await scene.stack.up();
        await scene.write("clean");
        await scene.declare({});
    });

    afterEach(() => scene.close());

    async function expectNothingToDo(hit: readonly string[]): Promise<void> {
        await scene.stack.refresh("--clear-pending-creates", "--expect-no-changes");
        expect(await scene.stack.preview()).toEqual({ same: scene.size });
        process.stderr.write(`${aim.victim} killed ${aim.side}: ${hit.join(", ")}\n`);
    }

    test("of the taking", async () => {
        const { hit, places } = await scene.upWithKills(aims, SEEDS);
        expect(places.filter((one) => ![CLEAN, STARTED, "off"].includes(one))).toEqual([]);
        const clean = await scene.place(SEEDS);
        expect([CLEAN, STARTED]).toContain(clean);
        await scene.write("dirty");
        const { code } = await scene.xplab("reset", scene.name);
        expect([code, await scene.place(SEEDS)]).toEqual([0, clean]);
        await expectNothingToDo(hit);
    });

    test("of a reset", async () => {
        await scene.stack.up();
        await scene.write("dirty");
        await scene.declare({ resetTrigger: "1" });
        const { hit, places } = await scene.upWithKills(aims, SEEDS);
        expect(places.filter((one) => ![CLEAN, DIRTY, "off"].includes(one))).toEqual([]);
        expect(await scene.place(SEEDS)).toBe(CLEAN);
        await expectNothingToDo(hit);
    });
});
