import { captureOnTerminal, type UserError } from "../../../errors";
import type { Libvirt } from "../../../libvirt";
import { headOf } from "./blocks";
import { unplugAll } from "./cables";
import { CaptureFile } from "./captureFile";
import { CaptureRing } from "./captureRing";
import { findCaptures, type Capture } from "./captures";
import { withFrameReaders } from "./frameReaders";
import { outputTarget, type CaptureTarget } from "./captureTarget";
import { followUntilFull, followUntilInterrupted, type Cables } from "./follow";
import { readAll, Recorder } from "./recorder";
import { Tally, type MachineTally } from "./tally";
import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { onHost } from "../../host/onHost";
import { withProgress } from "../../output/progress";

export interface CaptureOptions {
    /** Goes on with what comes until it is interrupted. */
    readonly follow?: boolean;
    /** MiB of what is followed. */
    readonly maxSize?: number;
    /** What goes when there is no room for more. */
    readonly whenFull?: "oldest" | "link";
    readonly uri?: string;
    readonly json?: boolean;
}

const STANDARD_OUTPUT = "-";
/** Of what is followed, so that no disk fills unasked. */
const DEFAULT_MAX_SIZE_MIB = 1024;
const MIB = 1024 * 1024;

interface CaptureSummary {
    /** The file that was named, or the name that was made. */
    readonly file: string;
    /** All that there are, oldest first. */
    readonly files: readonly string[];
    /** Of all that was recorded. */
    readonly frames: number;
    /** Frames that went with the oldest files. */
    readonly dropped: number;
    readonly bytes: number;
    readonly machines: readonly MachineTally[];
}

/** Writes what machines have sent and received into files that Wireshark reads. */
export async function saveCapture(
    io: Io,
    name: string | undefined,
    file: string | undefined,
    options: CaptureOptions,
): Promise<void> {
    if (file === STANDARD_OUTPUT && io.out.isTerminal) throw captureOnTerminal();
    const { json = false } = options;
    const uri = hostUri(options.uri, io.environment);
    const { told, ending } = await onHost(
        uri,
        (libvirt) => record(io, libvirt, { ...options, name, file, uri }),
        io.signal,
    );
    if (told.file !== STANDARD_OUTPUT)
        io.out.write(json ? `${JSON.stringify(told)}\n` : summary(told));
    if (ending !== undefined) throw ending;
}

interface Recording extends CaptureOptions {
    readonly name: string | undefined;
    readonly file: string | undefined;
    readonly uri: string;
}

interface Recorded {
    readonly told: CaptureSummary;
    /** What is to be told of how it ended. */
    readonly ending: UserError | undefined;
}

async function record(io: Io, libvirt: Libvirt, recording: Recording): Promise<Recorded> {
    const { title, captures } = await findCaptures(libvirt, recording.name);
    return withFrameReaders(recording.uri, captures, async (taps) => {
        const first = await withProgress(io, `capture of ${title}`, () => readAll(taps, io.signal));
        const file = recording.file ?? `${title}-${timeInName()}.pcapng`;
        const target = await targetFor(io, file, captures, recording);
        const tally = new Tally(io, captures);
        const recorder = new Recorder(taps, target, tally);
        try {
            await recorder.keep(first);
            const ending = await follow(io, recorder, file, captures, recording);
            return { told: captureSummary(file, target, tally), ending };
        } finally {
            await target.close();
        }
    });
}

async function targetFor(
    { out }: Io,
    file: string,
    captures: readonly Capture[],
    { follow: isFollowed = false, maxSize = DEFAULT_MAX_SIZE_MIB, whenFull }: Recording,
): Promise<CaptureTarget> {
    const head = headOf(captures);
    if (file === STANDARD_OUTPUT) return outputTarget(out, head);
    if (!isFollowed) return CaptureFile.create(file, head);
    return whenFull === "link"
        ? CaptureFile.create(file, head, maxSize * MIB)
        : CaptureRing.create(file, head, maxSize * MIB);
}

async function follow(
    io: Io,
    recorder: Recorder,
    file: string,
    captures: readonly Capture[],
    { follow: isFollowed = false, whenFull, uri }: Recording,
): Promise<UserError | undefined> {
    if (!isFollowed) return undefined;
    io.err.write(`Recording to ${file}. Ctrl-C ends it.\n`);
    if (whenFull !== "link") {
        await followUntilInterrupted(io, recorder);
        return undefined;
    }
    // Over a connection of its own: what has begun is ended when somebody presses Ctrl-C.
    const takeOut = () => onHost(uri, (libvirt) => unplugAll(libvirt, captures));
    const cables: Cables = { captures, takeOut };
    return followUntilFull(io, recorder, cables);
}

function captureSummary(
    file: string,
    { files, bytes, dropped }: CaptureTarget,
    tally: Tally,
): CaptureSummary {
    const { machines } = tally;
    const frames = machines.reduce((sum, one) => sum + one.frames, 0);
    return { file, files, frames, dropped, bytes, machines };
}

function summary({ file, files, frames, dropped, machines, bytes }: CaptureSummary): string {
    const older = files.length - 1;
    const beside = older > 0 ? ` and ${counted(older, "older file")}` : "";
    const what = `${counted(frames, "frame")} of ${counted(machines.length, "machine")}`;
    const gone = dropped > 0 ? `, ${dropped} of them dropped, the oldest` : "";
    return `${file}${beside}: ${what}${gone}, ${bytes} bytes\n`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** So that an earlier capture is never overwritten: 20040131T120000Z. */
const timeInName = () => new Date().toISOString().replace(/[-:]|\.\d+/g, "");
