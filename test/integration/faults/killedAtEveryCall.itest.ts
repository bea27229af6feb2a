import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import type { ChangingCall } from "../support/faults/daemonProxy";
import { FaultBench, threeMachinesOnHost } from "../support/faults/faultBench";
import { repeatWithKills } from "../support/faults/repeatWithKills";
import type { Stack } from "../support/stack/stack";
import { nthCall, runWithKill, VICTIMS } from "../support/faults/runWithKill";
import { THREE_MACHINES_SIZE } from "../support/programs/threeMachines";

/*
 * Chains that strike each kind of call once: what a killed run leaves is taken up, and several kills on top of each other
 * too. Provider and daemon alone: after its command line the provider still finishes what it is at.
 *
 * Side by side, as in real runs, an update is struck once by each victim.
 *
 * Every single call with every victim on both sides is everyCall.faults.ts (npm run faults).
 */

jest.setTimeout(600_000);

const SEED = Number(process.env["FAST_CHECK_SEED"] ?? 1);
const NOTHING = { more: [], less: [] };

/** How many kinds of calls there are at most. */
const LINKS_MAX = 40;

const blows = fc.sample(
    fc.record({
        victim: fc.constantFrom("provider" as const, "daemon" as const),
        side: fc.constantFrom("before" as const, "after" as const),
        /** Which call of an update, whose fewest are 15. */
        ordinal: fc.integer({ min: 1, max: 15 }),
    }),
    { seed: SEED, numRuns: LINKS_MAX },
);

/** Every kind of call of an up. */
const UP = [
    "domainCreateWithFlags lab-machine",
    "domainDefineXMLFlags lab-machine",
    "domainSetAutostart lab-machine",
    "networkCreate lab",
    "networkDefineXMLFlags lab",
    "networkSetAutostart lab",
    "networkUpdate lab",
    "nwfilterDefineXMLFlags lab",
    "storagePoolBuild lab",
    "storagePoolCreate lab",
    "storagePoolDefineXML lab",
    "storagePoolSetAutostart lab",
    "storageVolCreateXML image.part",
    "storageVolCreateXML machine",
    "storageVolCreateXMLFrom image",
    "storageVolDelete image.part",
    "storageVolUpload end",
    "storageVolUpload image.part",
];

/** Every kind of call of a destroy. */
const DESTROY = [
    "domainDestroyFlags lab-machine",
    "domainUndefineFlags lab-machine",
    "networkDestroy lab",
    "networkUndefine lab",
    "networkUpdate lab",
    "nwfilterUndefine lab",
    "storagePoolDelete lab",
    "storagePoolDestroy lab",
    "storagePoolRefresh lab",
    "storagePoolUndefine lab",
    "storageVolDelete image",
    "storageVolDelete machine",
];

let bench: FaultBench;
let stack: Stack;

beforeAll(async () => {
    bench = await FaultBench.open("killed");
    stack = await bench.stack("lab");
});

afterAll(() => bench.close());

/** Calls on the three machines are of one kind. */
const kindOf = ({ label }: ChangingCall) =>
    label.replace(stack.project, "lab").replace(/\b[abc]$/, "machine");

/** Strikes an operation at each kind of call in turn, until it succeeds; gives the kinds. */
async function chain(operation: "up" | "destroy"): Promise<string[]> {
    const hit = new Set<string>();
    await repeatWithKills(bench, stack, operation, blows, hit, kindOf);
    return [...hit].sort();
}

async function expectWhole(isChanged: boolean): Promise<void> {
    expect(await stack.preview()).toEqual({ same: THREE_MACHINES_SIZE });
    const more = threeMachinesOnHost(stack, isChanged);
    expect(await bench.declared()).toEqual({ more, less: [] });
}

test(`up, killed at each kind of call in turn: it ends whole, with nothing twice (seed ${SEED})`, async () => {
    const hit = await chain("up");
    // A daemon that starts takes a pool whose folder is there for started.
    expect(UP.filter((call) => !hit.includes(call) && call !== "storagePoolCreate lab")).toEqual(
        [],
    );
    await expectWhole(false);
});

test(`update, each victim killed once: the next one finishes it (seed ${SEED})`, async () => {
    await stack.setProgram(bench.program(stack, true));
    for (const [index, victim] of VICTIMS.entries()) {
        const { side, ordinal } = blows[index] ?? { side: "before", ordinal: 1 };
        const isMoment = nthCall(side, ordinal);
        await runWithKill(bench, stack, ["up"], { victim, isMoment });
    }
    await stack.up();
    await expectWhole(true);
});

test(`destroy, killed at each kind of call in turn: nothing is left (seed ${SEED})`, async () => {
    expect(await chain("destroy")).toEqual(DESTROY);
    await stack.dispose();
    expect(await bench.everything()).toEqual(NOTHING);
});

test("command line killed in an upload: the provider takes it back, and down leaves nothing", async () => {
    const other = await bench.stack("undo");
    const victim = "command line";
    const isMoment = ({ label }: ChangingCall) => label === "storageVolUpload end";
    // One at a time: what was answered just then, and is in no state yet, is the next up's to take up.
    const up = ["up", "--parallel", "1"];
    expect(await runWithKill(bench, other, up, { victim, isMoment })).toBeDefined();
    expect(await readdir(join(bench.daemon.folder, other.project))).toEqual([]);
    // What npm run down does.
    await other.refresh("--clear-pending-creates");
    await other.dispose();
    expect(await bench.everything()).toEqual(NOTHING);
});
