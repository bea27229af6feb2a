import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countCalls } from "../../../bench/callCounter.mjs";
import { manyMachines } from "../../../bench/manyMachines.mjs";
import { procedures } from "../../../src/libvirt/rpc/procedures";
import { testName } from "../support/host/names";
import { PrivateDaemon } from "../support/host/privateDaemon";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

/** libvirtd's limit for clients that have not authenticated (max_anonymous_clients). */
const CONNECTIONS_MAX = 20;
const FEW = 20;

const name = testName("many");
const names = new Map(Object.entries(procedures).map(([one, { number }]) => [number, one]));

type Calls = Readonly<Record<string, number>>;

let folder: string;
/** Foreign pools and domains would be counted too. */
let daemon: PrivateDaemon;
let stack: Stack;
let counter: Awaited<ReturnType<typeof countCalls>>;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("many-")));
    await writeFile(join(folder, "image"), Buffer.alloc(1 << 20));
    daemon = await PrivateDaemon.start("many");
    counter = await countCalls(join(folder, "socket"), daemon.socket);
    stack = await Stack.create({ project: "many", program: "" });
});

afterAll(async () => {
    await stack.dispose();
    counter.close();
    await daemon.stop();
    await rm(folder, { recursive: true });
});

function taken(): Calls {
    const named = [...counter.take()].map(([number, count]) => [
        names.get(number) ?? number,
        count,
    ]);
    return Object.fromEntries(named) as Calls;
}

/** The calls that create, preview, refresh and delete so many machines that are off. */
async function callsFor(count: number): Promise<Calls[]> {
    const uri = `qemu:///system?socket=${join(folder, "socket")}`;
    const image = join(folder, "image");
    await stack.setProgram(
        manyMachines({ count, name, folder: join(daemon.folder, name), image, uri }),
    );
    await stack.up();
    const up = taken();
    await stack.preview();
    const preview = taken();
    await stack.refresh();
    const refresh = taken();
    await stack.destroy();
    return [up, preview, refresh, taken()];
}

/** Their number depends on which requests overlap; one for each volume is the maximum. */
const LISTS = ["connectListAllDomains", "connectListAllStoragePools", "storagePoolListAllVolumes"];
const CONNECTING = ["authList", "connectOpen"];

test("twice as many machines need twice as many calls, and refresh no pool for a single one", async () => {
    const few = await callsFor(FEW);
    const many = await callsFor(2 * FEW);
    many.forEach((calls, phase) => {
        const most = Object.keys(calls).map((procedure) => {
            const isList = LISTS.includes(procedure);
            return [procedure, isList ? 2 * FEW + 2 : 2 * (few[phase]?.[procedure] ?? 0)] as const;
        });
        const tooMany = most.filter(([procedure, limit]) => (calls[procedure] ?? 0) > limit);
        expect(tooMany.filter(([procedure]) => !CONNECTING.includes(procedure))).toEqual([]);
    });
    expect(many.map(({ storagePoolRefresh = 0 }) => storagePoolRefresh)).toEqual([0, 0, 0, 1]);
    expect(many[1]).toEqual({});
    expect(counter.connectionsMax()).toBeLessThanOrEqual(CONNECTIONS_MAX);
});
