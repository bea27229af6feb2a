import { hasIsolatedPorts } from "../../../src/xp/reach/reach";
import { TAP_GUARD } from "../../../src/xp/reach/tapGuard";
import { LABS, type ProbedLab } from "../matrix/labs";
import { attackLeases, LEASE_ATTACKS } from "../matrix/leaseAttacks";
import { isNoticed, pageHas, SPARE, writePage } from "../matrix/matrixPage";
import { runMatrix, type Outcome } from "../matrix/matrixRun";
import { MatrixWorld } from "../matrix/matrixWorld";
import {
    withoutEachGuard,
    withoutEachRule,
    withoutIsolatedPorts,
    type Without,
} from "../matrix/without";

jest.setTimeout(300_000);

/** Only "npm run matrix" removes every rule of every network, which takes minutes. */
const isFull = process.env["MATRIX"] === "full";

let world: MatrixWorld;
const outcomes = new Map<string, Outcome>();
const without: Without[] = [];

beforeAll(async () => {
    world = await MatrixWorld.start();
});

afterAll(() => world.stop());

const rows = LABS.map((lab) => [lab.key, lab] as const);

function labOf(key: string): ProbedLab {
    const found = LABS.find((lab) => lab.key === key);
    if (found === undefined) throw new Error(`No network "${key}".`);
    return found;
}

async function expectNoLeak(labs: readonly ProbedLab[]): Promise<void> {
    for (const lab of labs) {
        const { leaks, missing } = await runMatrix(world, lab);
        expect({ leaks, missing }).toEqual({ leaks: [], missing: [] });
    }
}

test.each(rows)("reach %s: nothing leaks, and everything allowed passes", async (key, lab) => {
    const outcome = await runMatrix(world, lab);
    expect({ leaks: outcome.leaks, missing: outcome.missing }).toEqual({ leaks: [], missing: [] });
    outcomes.set(key, outcome);
});

const LEASING = rows.filter(([, { ends }]) => ends.hostAddress !== undefined);
const leases: Record<string, readonly string[]> = {};

describe("leases", () => {
    const lab = labOf("dhcp");

    test.each(LEASING)("reach %s: a guest takes no other guest's lease", async (_key, one) => {
        const found = await attackLeases(world, one);
        leases["of a lab"] = [...(leases["of a lab"] ?? []), ...found];
        expect(found).toEqual([]);
    });

    test("without the host's rule a guest gets another's address refused, and nothing more", async () => {
        await world.setGuard(TAP_GUARD.slice(0, -1));
        const found = await attackLeases(world, lab);
        await world.setGuard(TAP_GUARD);
        leases["without the host's rule"] = found;
        expect(found).toEqual(LEASE_ATTACKS.map(({ name }) => name).slice(-1));
    });
});

describe("still holds", () => {
    test("after networks were restarted and guests plugged in again", async () => {
        const restarted = ["dhcp", "guests", "internet"].map(labOf);
        for (const lab of restarted) await world.restartNetwork(lab);
        await world.replug(labOf("interface"));
        await expectNoLeak([...restarted, labOf("interface")]);
    });

    test("while libvirtd is killed, and after it has started again", async () => {
        await world.daemon.kill();
        await expectNoLeak([labOf("dhcp"), labOf("internet")]);
        await world.daemon.startAgain();
        await restartDaemon();
        await expectNoLeak(LABS);
    });

    test("after a firewall was flushed, once libvirtd was restarted and the host's rules were set", async () => {
        const lab = labOf("guests");
        for (const [command = "", ...args] of FLUSHES) await world.daemon.command(command, ...args);
        expect((await runMatrix(world, lab)).leaks.length).toBeGreaterThan(0);
        await restartDaemon();
        await world.setGuard(TAP_GUARD);
        await expectNoLeak(LABS);
    });
});

/** It answers when its rules are in place: those of networks with NAT it takes away and lays anew (docs/reference/networks.md). */
async function restartDaemon(): Promise<void> {
    await world.daemon.restart();
    await world.daemon.virsh("nwfilter-list");
}

const FLUSHES = [
    ["ebtables", "-t", "nat", "-F"],
    ["iptables", "-F"],
    ["iptables", "-t", "raw", "-F"],
    ["ip6tables", "-t", "raw", "-F"],
    ["arptables", "-F"],
];

/** A rule whose removal is not noticed has a reason. */
const expectReasons = (all: readonly Without[]) => {
    without.push(...all);
    expect(all.filter((one) => !isNoticed(one) && !(one.rule in SPARE))).toEqual([]);
};

test("each of the host's own rules blocks something", async () => {
    expectReasons(await withoutEachGuard(world, labOf("dhcp")));
});

test.each(rows.filter(([key]) => isFull || key === "dhcp"))(
    "reach %s: each rule closes or opens something",
    async (_key, lab) => {
        expectReasons(await withoutEachRule(world, lab));
        if (hasIsolatedPorts(lab.reach)) expectReasons([await withoutIsolatedPorts(world, lab)]);
    },
);

test("on a network with a range and without the host's rule, a guest takes every address", async () => {
    const lab = labOf("dhcp");
    await world.leaseToAnybody(lab);
    await world.setGuard(TAP_GUARD.slice(0, -1));
    const found = await attackLeases(world, lab);
    leases["on a network with a range"] = found;
    expect(found).toEqual(LEASE_ATTACKS.map(({ name }) => name));
});

test("docs/reference/isolation.md matches the results", async () => {
    if (isFull) await writePage(outcomes, without, leases);
    expect(pageHas(outcomes, leases)).toBe(true);
});
