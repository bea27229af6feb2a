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
import { counted } from "../../output/counted";
import type { Io } from "../../output/io";
import { printResult } from "../../output/result";
import { onHost } from "../../host/onHost";
import { withProgress } from "../../output/progress";

export interface CaptureOptions {
    /** Continues with new frames until it is interrupted. */
    readonly follow?: boolean;
    /** With `follow`: maximum size of all files together, in MiB. */
    readonly maxSize?: number;
    /** What is given up at the maximum size: the oldest frames, or the machines' link. */
    readonly whenFull?: "oldest" | "link";
    readonly uri?: string;
    readonly json?: boolean;
}

const STANDARD_OUTPUT = "-";
/** A limit by default, so that no disk fills up. */
const DEFAULT_MAX_SIZE_MIB = 1024;
const MIB = 1024 * 1024;

interface CaptureSummary {
    /** The given or generated name. */
    readonly file: string;
    /** Oldest first. */
    readonly files: readonly string[];
    /** All recorded frames, including dropped ones. */
    readonly frames: number;
    /** Frames in deleted files. */
    readonly dropped: number;
    readonly bytes: number;
    readonly machines: readonly MachineTally[];
}

/** Writes the network traffic of machines to files for Wireshark. */
export async function saveCapture(
    io: Io,
    name: string | undefined,
    file: string | undefined,
    options: CaptureOptions,
): Promise<void> {
    if (file === STANDARD_OUTPUT && io.out.isTerminal) throw captureOnTerminal();
    const { json = false } = options;
    const uri = hostUri(options.uri, io.environment);
    const { result, ending } = await onHost(
        uri,
        (libvirt) => record(io, libvirt, { ...options, name, file, uri }),
        io.signal,
    );
    if (result.file !== STANDARD_OUTPUT) printResult(io, json, result, summary(result));
    if (ending !== undefined) throw ending;
}

interface Recording extends CaptureOptions {
    readonly name: string | undefined;
    readonly file: string | undefined;
    readonly uri: string;
}

interface Recorded {
    readonly result: CaptureSummary;
    /** Why it ended early. */
    readonly ending: UserError | undefined;
}

async function record(io: Io, libvirt: Libvirt, recording: Recording): Promise<Recorded> {
    const { title, captures } = await findCaptures(libvirt, recording.name);
    return withFrameReaders(recording.uri, captures, async (readers) => {
        const first = await withProgress(io, `capture of ${title}`, () =>
            readAll(readers, io.signal),
        );
        const file = recording.file ?? `${title}-${timeInName()}.pcapng`;
        const target = await targetFor(io, file, captures, recording);
        const tally = new Tally(io, captures);
        const recorder = new Recorder(readers, target, tally);
        try {
            await recorder.write(first);
            const ending = await follow(io, recorder, file, captures, recording);
            return { result: captureSummary(file, target, tally), ending };
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
    io.err.write(`Recording to ${file}. Press Ctrl-C to end.\n`);
    if (whenFull !== "link") {
        await followUntilInterrupted(io, recorder);
        return undefined;
    }
    // Over another connection, which Ctrl-C does not close: unplugging must finish.
    const unplug = () => onHost(uri, (libvirt) => unplugAll(libvirt, captures));
    const cables: Cables = { captures, unplug };
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
    const gone = dropped > 0 ? `, of which the oldest ${dropped} were dropped` : "";
    return `${file}${beside}: ${what}${gone}, ${bytes} bytes\n`;
}

/** Keeps the names of captures apart: 20040131T120000Z. */
const timeInName = () => new Date().toISOString().replace(/[-:]|\.\d+/g, "");
