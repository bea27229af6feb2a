import { withProgress } from "../../../src/cli/output/progress";
import { recordingIo } from "../recordingIo";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** What is said of work that takes so many seconds. */
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

test.each([true, false])("nothing of what is quick (terminal: %p)", async (isTerminal) => {
    expect(await said(1, isTerminal)).toBe("");
});

test("a line now and then where nobody watches", async () => {
    expect(await said(13, false)).toBe("working (2 s)\nworking (12 s)\n");
});

test("a line that counts, and is wiped at the end, on a terminal", async () => {
    const wipe = "\r\u001B[K";
    expect(await said(3, true)).toBe(`${wipe}working (2 s)${wipe}working (3 s)${wipe}`);
});

test("the failure of the work is that of the command", async () => {
    const work = () => Promise.reject(new Error("no"));
    await expect(withProgress(recordingIo(), "working", work)).rejects.toThrow("no");
});
