import { PassThrough } from "node:stream";
import { Lifeline } from "../../../src/provider/plugin/lifeline";

const GRACE_MS = 5000;
const ANSWER_MS = 100;

let exits: number[];
let lifeline: Lifeline;

beforeEach(() => {
    jest.useFakeTimers();
    exits = [];
    lifeline = new Lifeline((code) => exits.push(code));
});

afterEach(() => {
    jest.useRealTimers();
});

/** A running call, and how to finish it. */
function holdOne() {
    const { promise, resolve } = deferred<string>();
    return { held: lifeline.hold(() => promise), finish: resolve };
}

function deferred<T>() {
    let resolve: (value: T) => void = () => {};
    const promise = new Promise<T>((settle) => (resolve = settle));
    return { promise, resolve };
}

test("keeps running until it is ended", async () => {
    expect(await lifeline.hold(() => Promise.resolve("answer"))).toBe("answer");
    await jest.advanceTimersByTimeAsync(GRACE_MS * 2);
    expect(exits).toEqual([]);
    expect(lifeline.signal.aborted).toBe(false);
});

test("exits at once when interrupted while idle", () => {
    lifeline.interrupt();
    expect(exits).toEqual([0]);
});

test("sends its last answer before it ends while idle", async () => {
    lifeline.end();
    await jest.advanceTimersByTimeAsync(ANSWER_MS - 1);
    expect(exits).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(exits).toEqual([0]);
});

test.each(["end", "interrupt"] as const)("work in hand is awaited after %s", async (how) => {
    const { held, finish } = holdOne();
    lifeline[how]();
    expect(String(lifeline.signal.reason)).toBe(
        "UserError: The run was interrupted. Run again: it continues where it stopped. [interrupted]",
    );
    await jest.advanceTimersByTimeAsync(GRACE_MS - 1);
    expect(exits).toEqual([]);
    finish("done");
    expect(await held).toBe("done");
    await jest.advanceTimersByTimeAsync(ANSWER_MS);
    expect(exits.at(-1)).toBe(0);
});

test("counts failed work as done", async () => {
    const held = lifeline.hold(() => Promise.reject(new Error("no")));
    lifeline.end();
    await expect(held).rejects.toThrow(new Error("no"));
    await jest.advanceTimersByTimeAsync(ANSWER_MS);
    expect(exits).toEqual([0]);
});

test("waits for all calls", async () => {
    const [one, other] = [holdOne(), holdOne()];
    lifeline.end();
    one.finish("");
    await jest.advanceTimersByTimeAsync(ANSWER_MS * 2);
    expect(exits).toEqual([]);
    other.finish("");
    await jest.advanceTimersByTimeAsync(ANSWER_MS);
    expect(exits).toEqual([0]);
});

test("gives up on work after the grace period", async () => {
    void holdOne();
    lifeline.end();
    await jest.advanceTimersByTimeAsync(GRACE_MS);
    expect(exits).toEqual([1]);
});

describe("watch", () => {
    let parent: number;
    let stdin: PassThrough;
    let stop: () => void;

    beforeEach(() => {
        parent = 7;
        stdin = new PassThrough();
        stop = lifeline.watch(stdin, () => parent);
    });

    afterEach(() => stop());

    test("ends with standard input", async () => {
        stdin.end();
        await jest.advanceTimersByTimeAsync(ANSWER_MS);
        expect(exits).toEqual([0]);
    });

    test("ends when standard input breaks", () => {
        stdin.emit("error", new Error("EIO"));
        expect(lifeline.signal.aborted).toBe(true);
    });

    test("ends when another process has become the parent", async () => {
        await jest.advanceTimersByTimeAsync(1000);
        expect(lifeline.signal.aborted).toBe(false);
        parent = 1;
        await jest.advanceTimersByTimeAsync(500);
        expect(lifeline.signal.aborted).toBe(true);
    });

    test("ends with neither once it is off", async () => {
        stop();
        stdin.end();
        parent = 1;
        await jest.advanceTimersByTimeAsync(1000);
        expect(lifeline.signal.aborted).toBe(false);
    });
});
