import { reachRules, type ReachRule } from "../../../src/xp/reach/reach";
import { guardLine, TAP_GUARD } from "../../../src/xp/reach/tapGuard";
import { rulesOf, type ProbedLab } from "./labs";
import { runMatrix, type Outcome } from "./matrixRun";
import type { MatrixWorld } from "./matrixWorld";

/** What the matrix shows when one thing that confines guests is missing. */
export interface Without {
    readonly lab: string;
    readonly rule: string;
    readonly leaks: number;
    readonly missing: number;
}

/** Removes rules one after the other, and restores all at the end. */
export async function withoutEachRule(world: MatrixWorld, lab: ProbedLab): Promise<Without[]> {
    const all = rulesOf(lab);
    const known = lab.ends.open === undefined ? [] : basicRules(lab).map(lineOf);
    const found: Without[] = [];
    for (const rule of all) {
        if (known.includes(lineOf(rule))) continue;
        await world.setRules(
            lab,
            all.filter((other) => other !== rule),
        );
        found.push(row(lab, lineOf(rule), await runMatrix(world, lab, SHORT)));
    }
    await world.setRules(lab, all);
    return found;
}

/** The rules of the same reach without further settings, which are removed there. */
const basicRules = ({ reach, ends: { open: _open, resolver: _resolver, ...ends } }: ProbedLab) =>
    reachRules(reach, ends);

/** Leaks show at once; only missing arrivals need a wait. */
const SHORT = { patienceMs: 500 } as const;

export async function withoutEachGuard(world: MatrixWorld, lab: ProbedLab): Promise<Without[]> {
    const found: Without[] = [];
    for (const rule of TAP_GUARD) {
        await world.setGuard(TAP_GUARD.filter((other) => other !== rule));
        // The host announces addresses on a tap that comes up.
        await world.flicker(lab.guest);
        const outcome = await runMatrix(world, lab, { lingerMs: 2500 });
        found.push(row(lab, guardLine(rule), outcome));
    }
    await world.setGuard(TAP_GUARD);
    return found;
}

export async function withoutIsolatedPorts(world: MatrixWorld, lab: ProbedLab): Promise<Without> {
    await world.setIsolated(lab, false);
    const outcome = await runMatrix(world, lab, SHORT);
    await world.setIsolated(lab, true);
    return row(lab, "isolated ports", outcome);
}

const row = ({ key: lab }: ProbedLab, rule: string, { leaks, missing }: Outcome): Without => ({
    lab,
    rule,
    leaks: leaks.length,
    missing: missing.length,
});

/** A rule in one line. */
const lineOf = ({ action, direction, priority, protocol, match = {} }: ReachRule): string =>
    [
        `${priority} ${action} ${direction} ${protocol}`,
        ...Object.entries(match).map(([name, value]) => `${name}=${value}`),
    ].join(" ");
