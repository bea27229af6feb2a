import { FaultBench, threeMachinesOnHost } from "../support/faults/faultBench";
import { repeatWithKills, ONE_AT_A_TIME, type KillPoint } from "../support/faults/repeatWithKills";
import type { Stack } from "../support/stack/stack";
import { VICTIMS } from "../support/faults/runWithKill";
import { THREE_MACHINES_SIZE } from "../support/programs/threeMachines";

/*
 * Kills each victim before and after every changing call of an up, an update and a destroy of three machines.
 * Each operation is repeated after each kill until nothing is left to do; then the host is compared with the
 * program. A call that the provider finishes after its command line was killed is not repeated in that round:
 * another round hits it.
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

/** The changing calls of each operation without kills. */
const calls = eachOf(() => new Set<string>());

/** More than any operation calls. */
const LINKS_MAX = 100;

beforeAll(() =>
    onFreshDaemon(async (bench, stack, operation) => {
        bench.proxy.watcher = ({ label }) => calls[operation].add(label).has(label);
        await stack.succeed(commandOf(operation), "--yes", "--skip-preview", ...ONE_AT_A_TIME);
    }),
);

test.each(ROWS)("kills the $victim $side each changing call", async (killPoint) => {
    const hits = eachOf(() => new Set<string>());
    const missed = () =>
        OPERATIONS.flatMap((operation) =>
            [...calls[operation]]
                .filter((call) => !hits[operation].has(call) && !isExempt(killPoint, call))
                .map((call) => `${call} of ${operation}`),
        );
    while (missed().length > 0) {
        const before = missed();
        await onFreshDaemon(async (bench, stack, operation) => {
            const killPoints = Array<KillPoint>(LINKS_MAX).fill(killPoint);
            await repeatWithKills(bench, stack, commandOf(operation), killPoints, hits[operation]);
            await stack.refresh("--clear-pending-creates", "--expect-no-changes");
            log(
                `${killPoint.victim} killed ${killPoint.side}: ${hits[operation].size} calls of ${operation}`,
            );
        });
        // Each round must hit a new call, or the loop would never end.
        expect(missed()).not.toEqual(before);
    }
});

/** A starting daemon treats a pool whose folder exists as started. */
const isExempt = ({ victim }: KillPoint, call: string) =>
    victim === "daemon" && call.startsWith("storagePoolCreate ");

/** Runs an up, an update and a destroy on a daemon of their own, and checks the host after each. */
async function onFreshDaemon(
    run: (bench: FaultBench, stack: Stack, operation: Operation) => Promise<void>,
): Promise<void> {
    const bench = await FaultBench.open("every");
    try {
        const stack = await bench.stack("lab");
        for (const operation of OPERATIONS) {
            if (operation === "update") await stack.setProgram(bench.program(stack, true));
            await run(bench, stack, operation);
            if (operation !== "destroy") await expectComplete(bench, stack, operation === "update");
            else expect(await bench.everything()).toEqual(NOTHING);
            log(`${operation}: whole`);
        }
        await stack.dispose();
    } finally {
        await bench.close();
    }
}

const commandOf = (operation: Operation) => (operation === "destroy" ? "destroy" : "up");

async function expectComplete(bench: FaultBench, stack: Stack, isChanged: boolean): Promise<void> {
    expect(await stack.preview()).toEqual({ same: THREE_MACHINES_SIZE });
    const more = threeMachinesOnHost(stack, isChanged);
    expect(await bench.declared()).toEqual({ more, less: [] });
}

const log = (line: string) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);
