import { setTimeout as sleep } from "node:timers/promises";
import { captureUnplugged, UserError } from "../../../errors";
import type { Io } from "../../output/io";
import { reasonOf } from "../../output/systemError";
import type { Capture } from "./captures";
import type { Recorder } from "./recorder";

/** The longest time before a frame is read, and so the error of its time stamp. */
const POLL_MILLISECONDS = 500;

type Recording = Pick<Recorder, "readOn" | "isFull" | "unwritten">;

/** Records until the signal aborts, which is its normal end. */
export async function followUntilInterrupted({ signal }: Io, recorder: Recording): Promise<void> {
    try {
        for (;;) {
            await sleep(POLL_MILLISECONDS, undefined, { signal });
            await recorder.readOn(signal);
        }
    } catch (error) {
        if (!signal.aborted) throw error;
    }
}

/** The cables to unplug when frames can no longer be recorded. */
export interface Cables {
    readonly captures: readonly Capture[];
    unplug(): Promise<void>;
}

/**
 * Records until the signal aborts, or until frames are or would be lost for any reason. Then it unplugs the cables and
 * returns the error to report; undefined after an abort.
 */
export async function followUntilFull(
    io: Io,
    recorder: Recording,
    cables: Cables,
): Promise<UserError | undefined> {
    const why = await waitForLoss(io, recorder);
    if (why === undefined) return undefined;
    const machines = cables.captures.map(({ machine }) => machine.machine);
    io.err.write(`${why}. Unplugging ${machines.join(", ")}.\n`);
    await cables.unplug();
    // The frames until then. If they cannot be saved, they stay in the log on the host, which no longer grows.
    const isSaved = await recorder.readOn(io.signal).then(
        () => recorder.unwritten === 0,
        () => false,
    );
    return captureUnplugged({ machines, why, isSaved });
}

/** Records until frames are or would be lost, and returns the reason; undefined after an abort. */
async function waitForLoss({ signal }: Io, recorder: Recording): Promise<string | undefined> {
    try {
        let torn: readonly string[] = [];
        while (torn.length === 0) {
            if (recorder.isFull) return "The file is full";
            await sleep(POLL_MILLISECONDS, undefined, { signal });
            torn = await recorder.readOn(signal);
        }
        return `Frames of ${torn.join(", ")} were dropped before they were saved`;
    } catch (error) {
        return signal.aborted ? undefined : reasonText(error);
    }
}

const reasonText = (error: unknown): string =>
    (error instanceof UserError ? error.what : reasonOf(error)).replace(/\.$/, "");
