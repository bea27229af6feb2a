import { readFileSync } from "node:fs";
import { parseStat, slowestOrphan } from "../../../../src/cli/commands/doctor/orphan";

test("reads a process whose name contains spaces and parentheses", () => {
    expect(parseStat("42 (a (b) c) Z 7 42 42 0 -1\n")).toEqual({
        name: "a (b) c",
        state: "Z",
        parent: 7,
    });
});

test("reads nothing from an empty line", () => {
    expect(parseStat("")).toBeUndefined();
});

test("finds that an ancestor adopts the orphan", async () => {
    const { parent, seconds } = await slowestOrphan();
    expect(ancestors(process.ppid)).toContain(parent);
    expect(seconds).toBeGreaterThanOrEqual(0);
});

function ancestors(pid: number): number[] {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return stat?.parent ? [pid, ...ancestors(stat.parent)] : [pid];
}
