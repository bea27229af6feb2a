import { withProgress } from "../../../src/cli/output/progress";
import { recordingIo } from "../recordingIo";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** The progress that work of this many seconds reports. */
async function said(seconds: number, isTerminal: boolean): Promise<string> {
    const io = recordingIo({ isTerminal });
    const work = withProgress(
        io,
        "working",
        () => new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 1)),
    );
    await jest.advanceTimersByTimeAsync(seconds * 1000 + 1);
    await work;
    expect(io.written.out).toBe("");
    return io.written.err;
}

test.each([true, false])("reports nothing of quick work (terminal: %p)", async (isTerminal) => {
    expect(await said(1, isTerminal)).toBe("");
});

test("prints a line every ten seconds without a terminal", async () => {
    expect(await said(13, false)).toBe("working (2 s)\nworking (12 s)\n");
});

test("counts in one line on a terminal, and wipes it at the end", async () => {
    const wipe = "\r\u001B[K";
    expect(await said(3, true)).toBe(`${wipe}working (2 s)${wipe}working (3 s)${wipe}`);
});

test("passes the failure of the work on", async () => {
    const work = () => Promise.reject(new Error("no"));
    await expect(withProgress(recordingIo(), "working", work)).rejects.toThrow("no");
});
