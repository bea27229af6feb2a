import { isRunning, markProcess, parseStat } from "../../tools/lab/processes.mjs";

const fields = (startTicks: number) => `1 4 4 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${startTicks} 99 0`;

test("reads a process whose name contains spaces and parentheses", () => {
    expect(parseStat(`42 (a (b) c) S ${fields(7777)}\n`)).toEqual({
        name: "a (b) c",
        pid: 42,
        startTicks: 7777,
    });
});

test("takes a zombie for ended", () => {
    expect(parseStat(`42 (virtlogd) Z ${fields(1)}`)).toBeUndefined();
});

test("tells a process from a later one of the same number", () => {
    const mark = markProcess(process.pid);
    expect(mark).toBeDefined();
    if (mark !== undefined) {
        expect(isRunning(mark)).toBe(true);
        expect(isRunning({ ...mark, startTicks: mark.startTicks - 1 })).toBe(false);
    }
});
