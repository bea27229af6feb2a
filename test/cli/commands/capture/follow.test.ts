import type { Capture } from "../../../../src/cli/commands/capture/captures";
import {
    followUntilFull,
    followUntilInterrupted,
} from "../../../../src/cli/commands/capture/follow";
import { Recorder } from "../../../../src/cli/commands/capture/recorder";
import { Tally } from "../../../../src/cli/commands/capture/tally";
import type { CaptureTarget } from "../../../../src/cli/commands/capture/captureTarget";
import type { NewFrames } from "../../../../src/cli/commands/capture/mirrorLogReader";
import { captureGone, UserError } from "../../../../src/errors";
import { recordingIo } from "../../recordingIo";
import { someMachine } from "../../someMachine";

const captures: Capture[] = ["one", "two"].map((machine) => ({
    machine: someMachine({ machine, domain: `lab-dev-${machine}` }),
    network: "lab-lan-dev",
    macAddress: "52:54:00:00:00:01",
    disk: undefined,
    file: `/images/${machine}-logs/capture`,
}));

const news = (frames: number, isTorn = false): NewFrames => ({
    portions: [
        { frames: Array.from({ length: frames }, () => Buffer.alloc(60)), microseconds: 1n },
    ],
    skipped: 0,
    isTorn,
});

/** Room for some frames; the last two are for what is still to come. */
class Room implements CaptureTarget {
    readonly files = [];
    readonly dropped = 0;
    bytes = 0;
    taken = 0;
    failure: Error | undefined;

    constructor(readonly most = Infinity) {}

    get isFull(): boolean {
        return this.taken >= this.most - 2;
    }

    append(blocks: readonly Buffer[]): Promise<number> {
        if (this.failure !== undefined) return Promise.reject(this.failure);
        const count = Math.min(blocks.length, this.most - this.taken);
        this.taken += count;
        return Promise.resolve(count);
    }

    close = () => Promise.resolve();
}

/** Two taps, the first of which has this to tell, one after the other; then nothing. */
function scene(target: CaptureTarget, told: (NewFrames | Error)[]) {
    const ending = new AbortController();
    const io = recordingIo({ signal: ending.signal });
    const read = async () => {
        const next = told.shift() ?? news(0);
        if (next instanceof Error) throw next;
        return Promise.resolve(next);
    };
    const taps = [{ read }, { read: () => Promise.resolve(news(0)) }];
    const recorder = new Recorder(taps, target, new Tally(io, captures));
    const done: string[] = [];
    const cables = {
        captures,
        takeOut: () => {
            done.push("out");
            return Promise.resolve();
        },
    };
    return { ending, io, recorder, cables, done };
}

const ends = async ({ io, recorder, cables }: ReturnType<typeof scene>) => {
    const ending = await followUntilFull(io, recorder, cables);
    return ending && { text: ending.message, exitCode: ending.exitCode };
};

const PLUG_IN = 'Run "pulumi up --refresh" to plug the cables in again. [capture-unplugged]';
const OUT = 'the cables of "one", "two" were unplugged.';

test("a full file takes the cables out, and what came until then is saved", async () => {
    const room = new Room(10);
    const all = scene(room, [news(5), news(3), news(2)]);
    expect(await ends(all)).toEqual({
        text: `The file is full, so ${OUT} ${PLUG_IN}`,
        exitCode: 3,
    });
    expect({ done: all.done, taken: room.taken }).toEqual({ done: ["out"], taken: 10 });
    expect(all.io.written.err).toBe("The file is full. Taking out the cables of one, two.\n");
});

const FETCH =
    'The last frames are only on the host. Fetch them with "xplab capture" and another file. ';

test("what finds no room is told to be on the host", async () => {
    const all = scene(new Room(10), [news(8), news(3)]);
    expect((await ends(all))?.text).toBe(`The file is full, so ${OUT} ${FETCH}${PLUG_IN}`);
});

test("frames that were gone before they were read take the cables out", async () => {
    const all = scene(new Room(), [news(1), news(1, true)]);
    expect((await ends(all))?.text).toBe(
        `Frames of one were dropped before they were saved, so ${OUT} ${PLUG_IN}`,
    );
    expect(all.done).toEqual(["out"]);
});

test("so does whatever else ends a recording, with what it was", async () => {
    const all = scene(new Room(), [captureGone({ file: "/images/one-logs/capture" })]);
    expect((await ends(all))?.text).toBe(
        `The capture "/images/one-logs/capture" of a running machine is gone, so ${OUT} ${PLUG_IN}`,
    );
});

test("frames that could not be written are not said to be saved", async () => {
    const room = new Room();
    room.failure = new Error("broken");
    const all = scene(room, [news(1)]);
    expect((await ends(all))?.text).toBe(`broken, so ${OUT} ${FETCH}${PLUG_IN}`);
});

test("cables that cannot be taken out are told as that", async () => {
    const all = scene(new Room(2), []);
    const takeOut = () =>
        Promise.reject(new UserError({ code: "x", what: "No.", remedy: "", exitCode: 1 }));
    await expect(followUntilFull(all.io, all.recorder, { captures, takeOut })).rejects.toThrow(
        "No.",
    );
});

test("who interrupts it leaves the cables in", async () => {
    const all = scene(new Room(), []);
    all.ending.abort();
    expect(await ends(all)).toBeUndefined();
    expect({ done: all.done, err: all.io.written.err }).toEqual({ done: [], err: "" });
});

test("without a choice of the link it goes on, and tells what is missing", async () => {
    const all = scene(new Room(), [news(1, true), news(1)]);
    const following = followUntilInterrupted(all.io, all.recorder);
    setTimeout(() => all.ending.abort(), 1200);
    await following;
    expect(all.io.written.err).toBe("one: frames were dropped before they were read.\n");
});

test("what keeps it from going on is told", async () => {
    const all = scene(new Room(), [captureGone({ file: "/images/one-logs/capture" })]);
    await expect(followUntilInterrupted(all.io, all.recorder)).rejects.toThrow("[capture-gone]");
});
