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
 * Kills at each kind of call once, so that each run starts on what killed runs have left, several in a row.
 * Only provider and daemon: after its command line is killed the provider still finishes its current work.
 *
 * An update, with its calls in parallel as in real runs, is killed once for each victim.
 *
 * everyCall.faults.ts (npm run faults) kills at every single call, with every victim on both sides.
 */

jest.setTimeout(600_000);

const SEED = Number(process.env["FAST_CHECK_SEED"] ?? 1);
const NOTHING = { more: [], less: [] };

/** The largest number of kinds of calls. */
const LINKS_MAX = 40;

const kills = fc.sample(
    fc.record({
        victim: fc.constantFrom("provider" as const, "daemon" as const),
        side: fc.constantFrom("before" as const, "after" as const),
        /** Which call of an update, which has at least 15. */
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

/** The calls for the three machines are of one kind. */
const kindOf = ({ label }: ChangingCall) =>
    label.replace(stack.project, "lab").replace(/\b[abc]$/, "machine");

/** Kills an operation at each kind of call in turn until it succeeds, and returns the kinds. */
async function killAtEachKind(operation: "up" | "destroy"): Promise<string[]> {
    const hit = new Set<string>();
    await repeatWithKills(bench, stack, operation, kills, hit, { nameOf: kindOf });
    return [...hit].sort();
}

async function expectComplete(isChanged: boolean): Promise<void> {
    expect(await stack.preview()).toEqual({ same: THREE_MACHINES_SIZE });
    const more = threeMachinesOnHost(stack, isChanged);
    expect(await bench.declared()).toEqual({ more, less: [] });
}

test(`an up killed at each kind of call in turn completes, with nothing twice (seed ${SEED})`, async () => {
    const hit = await killAtEachKind("up");
    // A starting daemon treats a pool whose folder exists as started.
    expect(UP.filter((call) => !hit.includes(call) && call !== "storagePoolCreate lab")).toEqual(
        [],
    );
    await expectComplete(false);
});

test(`the next up finishes an update killed once with each victim (seed ${SEED})`, async () => {
    await stack.setProgram(bench.program(stack, true));
    for (const [index, victim] of VICTIMS.entries()) {
        const { side, ordinal } = kills[index] ?? { side: "before", ordinal: 1 };
        const isMoment = nthCall(side, ordinal);
        await runWithKill(bench, stack, ["up"], { victim, isMoment });
    }
    await stack.up();
    await expectComplete(true);
});

test(`a destroy killed at each kind of call in turn leaves nothing (seed ${SEED})`, async () => {
    expect(await killAtEachKind("destroy")).toEqual(DESTROY);
    await stack.dispose();
    expect(await bench.everything()).toEqual(NOTHING);
});

test("the provider rolls back an upload when its command line is killed, and down leaves nothing", async () => {
    const other = await bench.stack("undo");
    const victim = "command line";
    const isMoment = ({ label }: ChangingCall) => label === "storageVolUpload end";
    // One call at a time: an object whose call was just answered but is not in the state would wait for the next up.
    const up = ["up", "--parallel", "1"];
    expect(await runWithKill(bench, other, up, { victim, isMoment })).toBeDefined();
    expect(await readdir(join(bench.daemon.folder, other.project))).toEqual([]);
    // As npm run down does.
    await other.refresh("--clear-pending-creates");
    await other.dispose();
    expect(await bench.everything()).toEqual(NOTHING);
});
