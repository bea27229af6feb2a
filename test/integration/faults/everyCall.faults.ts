import { FaultBench, threeMachinesOnHost } from "../support/faults/faultBench";
import { repeatWithKills, ONE_AT_A_TIME, type KillPoint } from "../support/faults/repeatWithKills";
import type { Stack } from "../support/stack/stack";
import { VICTIMS } from "../support/faults/runWithKill";
import { THREE_MACHINES_SIZE } from "../support/programs/threeMachines";

/*
 * Every changing call of an up, an update and a destroy of three machines is struck, for each victim on each side: an
 * operation is run again after each kill until nothing is left to do, and then the host is compared with what the program
 * declares. What the provider finishes after its command line was killed comes no second time: it is struck in another life.
 */

jest.setTimeout(24 * 60 * 60 * 1000);

const NOTHING = { more: [], less: [] };

const ROWS = VICTIMS.flatMap((victim): KillPoint[] => [
    { victim, side: "before" },
    { victim, side: "after" },
]);

const OPERATIONS = ["up", "update", "destroy"] as const;
type Operation = (typeof OPERATIONS)[number];

const eachOf = <T>(make: () => T): Record<Operation, T> => ({
    up: make(),
    update: make(),
    destroy: make(),
});

/** The changing calls of each operation when nothing is struck. */
const calls = eachOf(() => new Set<string>());

/** More than any operation calls. */
const LINKS_MAX = 100;

beforeAll(() =>
    inOneLife(async (bench, stack, operation) => {
        bench.proxy.watcher = ({ label }) => calls[operation].add(label).has(label);
        await stack.succeed(commandOf(operation), "--yes", "--skip-preview", ...ONE_AT_A_TIME);
    }),
);

test.each(ROWS)("$victim killed $side each changing call", async (aim) => {
    const hits = eachOf(() => new Set<string>());
    const missed = () =>
        OPERATIONS.flatMap((operation) =>
            [...calls[operation]]
                .filter((call) => !hits[operation].has(call) && !isSpared(aim, call))
                .map((call) => `${call} of ${operation}`),
        );
    while (missed().length > 0) {
        const before = missed();
        await inOneLife(async (bench, stack, operation) => {
            const aims = Array<KillPoint>(LINKS_MAX).fill(aim);
            await repeatWithKills(bench, stack, commandOf(operation), aims, hits[operation]);
            await stack.refresh("--clear-pending-creates", "--expect-no-changes");
            tell(`${aim.victim} killed ${aim.side}: ${hits[operation].size} calls of ${operation}`);
        });
        // Each life hits something new, or it would be the same for ever.
        expect(missed()).not.toEqual(before);
    }
});

/** A daemon that starts takes a pool whose folder is there for started. */
const isSpared = ({ victim }: KillPoint, call: string) =>
    victim === "daemon" && call.startsWith("storagePoolCreate ");

/** An up, an update and a destroy on a daemon of their own, with a look at the host after each. */
async function inOneLife(
    run: (bench: FaultBench, stack: Stack, operation: Operation) => Promise<void>,
): Promise<void> {
    const bench = await FaultBench.open("every");
    try {
        const stack = await bench.stack("lab");
        for (const operation of OPERATIONS) {
            if (operation === "update") await stack.setProgram(bench.program(stack, true));
            await run(bench, stack, operation);
            if (operation !== "destroy") await expectWhole(bench, stack, operation === "update");
            else expect(await bench.everything()).toEqual(NOTHING);
            tell(`${operation}: whole`);
        }
        await stack.dispose();
    } finally {
        await bench.close();
    }
}

const commandOf = (operation: Operation) => (operation === "destroy" ? "destroy" : "up");

async function expectWhole(bench: FaultBench, stack: Stack, isChanged: boolean): Promise<void> {
    expect(await stack.preview()).toEqual({ same: THREE_MACHINES_SIZE });
    const more = threeMachinesOnHost(stack, isChanged);
    expect(await bench.declared()).toEqual({ more, less: [] });
}

const tell = (line: string) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);
