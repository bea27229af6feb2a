import type { ChangingCall, Side } from "./support/daemonProxy";
import { FaultBench, threeMachinesOnHost } from "./support/faultBench";
import type { Stack } from "./support/stack";
import { struckRun, VICTIMS } from "./support/struckRun";
import { THREE_MACHINES_SIZE } from "./support/threeMachines";

jest.setTimeout(24 * 60 * 60 * 1000);

const NOTHING = { more: [], less: [] };

const SIDES = ["before", "after"] as const satisfies readonly Side[];
const MATRIX = VICTIMS.flatMap((victim) => SIDES.map((side) => ({ victim, side })));

const OPERATIONS = ["up", "update", "destroy"] as const;
type Operation = (typeof OPERATIONS)[number];

/** The changing calls of each operation, by their labels. */
const calls: Record<Operation, string[]> = { up: [], update: [], destroy: [] };

beforeAll(() =>
    inOneLife(async (bench, stack, operation) => {
        const seen = new Set<string>();
        bench.proxy.watcher = ({ label }) => seen.add(label).has(label);
        await repeat(stack, operation);
        calls[operation] = [...seen];
    }),
);

/**
 * Every case of victim x operation x changing call x side. A life is an up, an update and a destroy, each struck at one call
 * and run again; what the host then holds is looked at after each.
 */
test.each(MATRIX)("$victim killed $side each changing call", async ({ victim, side }) => {
    const failures: string[] = [];
    const lives = Math.max(...OPERATIONS.map((operation) => calls[operation].length));
    for (let life = 0; life < lives; life += 1)
        await inOneLife(async (bench, stack, operation) => {
            const label = calls[operation][life];
            if (label !== undefined) {
                const isMoment = (call: ChangingCall) => call.side === side && call.label === label;
                tell(`${life + 1}/${lives} ${victim} killed ${side} ${label} of ${operation}`);
                expect(
                    await struckRun(bench, stack, [commandOf(operation)], { victim, isMoment }),
                ).toBeDefined();
            }
            await repeat(stack, operation);
        }).catch((error: unknown) => {
            failures.push(String(error));
            tell(String(error));
        });
    expect(failures).toEqual([]);
});

/** An up, an update and a destroy on a daemon of their own, with a look at the host after each. */
async function inOneLife(
    run: (bench: FaultBench, stack: Stack, operation: Operation) => Promise<void>,
): Promise<void> {
    const bench = await FaultBench.open("every");
    try {
        const stack = await bench.stack("lab");
        await run(bench, stack, "up");
        await expectWhole(bench, stack, false);
        await stack.setProgram(bench.program(stack, true));
        await run(bench, stack, "update");
        await expectWhole(bench, stack, true);
        await run(bench, stack, "destroy");
        expect(await bench.everything()).toEqual(NOTHING);
        await stack.dispose();
    } finally {
        await bench.close();
    }
}

const commandOf = (operation: Operation) => (operation === "destroy" ? "destroy" : "up");

const repeat = (stack: Stack, operation: Operation) => stack[commandOf(operation)]();

async function expectWhole(bench: FaultBench, stack: Stack, isChanged: boolean): Promise<void> {
    expect(await stack.preview()).toEqual({ same: THREE_MACHINES_SIZE });
    const more = threeMachinesOnHost(stack, isChanged);
    expect(await bench.declared()).toEqual({ more, less: [] });
}

const tell = (line: string) => process.stderr.write(`${new Date().toISOString()} ${line}\n`);
