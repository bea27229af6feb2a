import { setTimeout as sleep } from "node:timers/promises";
import { captureUnplugged, UserError } from "../../../errors";
import type { Io } from "../../output/io";
import { reasonOf } from "../../output/systemError";
import type { Capture } from "./captures";
import type { Recorder } from "./recorder";

/** How old a frame may be before it is read: its time stamp is as good as that. */
const POLL_MILLISECONDS = 500;

type Recording = Pick<Recorder, "goOn" | "isFull" | "left">;

/** Goes on until it is interrupted; what was read is written as a whole, so that is how it ends. */
export async function followUntilInterrupted({ signal }: Io, recorder: Recording): Promise<void> {
    try {
        for (;;) {
            await sleep(POLL_MILLISECONDS, undefined, { signal });
            await recorder.goOn(signal);
        }
    } catch (error) {
        if (!signal.aborted) throw error;
    }
}

/** What goes when there is no room for more: the link of those who would go on unrecorded. */
export interface Cables {
    readonly captures: readonly Capture[];
    takeOut(): Promise<void>;
}

/**
 * The same, and takes the cables out as soon as not everything would be recorded, whatever keeps it from that; gives
 * what is to be told then, and nothing of a recording that was interrupted.
 */
export async function followUntilFull(
    io: Io,
    recorder: Recording,
    cables: Cables,
): Promise<UserError | undefined> {
    const why = await waitForLoss(io, recorder);
    if (why === undefined) return undefined;
    const machines = cables.captures.map(({ machine }) => machine.machine);
    io.err.write(`${why}. Taking out the cables of ${machines.join(", ")}.\n`);
    await cables.takeOut();
    // What came until then. Where it cannot be read or written it lies on the host, where no more comes.
    const isSaved = await recorder.goOn(io.signal).then(
        () => recorder.left === 0,
        () => false,
    );
    return captureUnplugged({ machines, why, isSaved });
}

/** Why the recording cannot go on; undefined when it shall not. */
async function waitForLoss({ signal }: Io, recorder: Recording): Promise<string | undefined> {
    try {
        let torn: readonly string[] = [];
        while (torn.length === 0) {
            if (recorder.isFull) return "The file is full";
            await sleep(POLL_MILLISECONDS, undefined, { signal });
            torn = await recorder.goOn(signal);
        }
        return `Frames of ${torn.join(", ")} were dropped before they were saved`;
    } catch (error) {
        return signal.aborted ? undefined : reasonText(error);
    }
}

const reasonText = (error: unknown): string =>
    (error instanceof UserError ? error.what : reasonOf(error)).replace(/\.$/, "");
