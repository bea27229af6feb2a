import { setTimeout as sleep } from "node:timers/promises";
import { captureOnTerminal } from "../errors";
import type { Libvirt } from "../libvirt";
import { CaptureFile, fileSink, outputSink } from "./capture/captureFile";
import { findCaptures, type Chosen } from "./capture/captures";
import { CaptureTap, refreshPools, type News } from "./capture/captureTap";
import { hostUri } from "./hostUri";
import type { Io } from "./io";
import { onHost } from "./onHost";
import { withProgress } from "./progress";

export interface CaptureOptions {
    /** Goes on with what comes until it is interrupted. */
    readonly follow?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

const STANDARD_OUTPUT = "-";
/** How old a frame may be before it is read: its time stamp is as good as that. */
const POLL_MILLISECONDS = 500;

interface Told {
    readonly file: string;
    readonly frames: number;
    readonly bytes: number;
    readonly machines: readonly {
        readonly machine: string;
        readonly domain: string;
        readonly network: string;
        readonly frames: number;
        /** Bytes that belong to no whole frame. */
        readonly skipped: number;
    }[];
}

/** Writes what machines have sent and received into a file that Wireshark reads. */
export async function saveCapture(
    io: Io,
    name: string | undefined,
    file: string | undefined,
    { follow = false, uri: option, json = false }: CaptureOptions,
): Promise<void> {
    if (file === STANDARD_OUTPUT && io.out.isTerminal) throw captureOnTerminal();
    const uri = hostUri(option, io.environment);
    const told = await onHost(
        uri,
        (libvirt) => record(io, libvirt, { name, file, follow }),
        io.signal,
    );
    if (told.file === STANDARD_OUTPUT) return;
    io.out.write(json ? `${JSON.stringify(told)}\n` : summary(told));
}

interface Recording {
    readonly name: string | undefined;
    readonly file: string | undefined;
    readonly follow: boolean;
}

async function record(
    io: Io,
    libvirt: Libvirt,
    { name, file: named, follow }: Recording,
): Promise<Told> {
    const chosen = await findCaptures(libvirt, name);
    const tally = new Tally(io, chosen);
    const taps = chosen.captures.map((one) => new CaptureTap(libvirt, one.file));
    const read = () => Promise.all(taps.map((tap) => tap.read(io.signal)));
    const first = await withProgress(io, `capture of ${chosen.title}`, async () => {
        await refreshPools(
            libvirt,
            chosen.captures.map((one) => one.file),
            io.signal,
        );
        return read();
    });
    const file = named ?? `${chosen.title}-${timeInName()}.pcapng`;
    const sink = file === STANDARD_OUTPUT ? outputSink(io.out) : await fileSink(file);
    const written = new CaptureFile(sink);
    try {
        await written.begin(chosen.captures);
        await keep(first);
        if (follow) await untilInterrupted(io, file, async () => keep(await read()));
    } finally {
        await sink.close();
    }
    return { file, bytes: written.bytes, ...tally.told };

    async function keep(news: readonly News[]): Promise<void> {
        tally.add(news);
        await written.append(news.map(({ portions }) => portions));
    }
}

async function untilInterrupted(io: Io, file: string, more: () => Promise<void>): Promise<void> {
    io.err.write(`Recording to ${file}. Ctrl-C ends it.\n`);
    try {
        for (;;) {
            await sleep(POLL_MILLISECONDS, undefined, { signal: io.signal });
            await more();
        }
    } catch (error) {
        // What was read is written as a whole: that is how it ends.
        if (!io.signal.aborted) throw error;
    }
}

/** Counts, and says what is missing as soon as it is known. */
class Tally {
    readonly #io: Io;
    readonly #chosen: Chosen;
    readonly #counts: { frames: number; skipped: number }[];

    constructor(io: Io, chosen: Chosen) {
        this.#io = io;
        this.#chosen = chosen;
        this.#counts = chosen.captures.map(() => ({ frames: 0, skipped: 0 }));
    }

    add(news: readonly News[]): void {
        news.forEach(({ portions, skipped, isTorn }, index) => {
            const count = this.#counts[index];
            const machine = this.#chosen.captures[index]?.machine.machine ?? "";
            if (count === undefined) return;
            count.frames += portions.reduce((sum, { frames }) => sum + frames.length, 0);
            count.skipped += skipped;
            if (isTorn)
                this.#io.err.write(`${machine}: frames were dropped before they were read.\n`);
            if (skipped > 0)
                this.#io.err.write(`${machine}: ${skipped} bytes belong to no whole frame.\n`);
        });
    }

    get told(): Pick<Told, "frames" | "machines"> {
        const machines = this.#chosen.captures.map(({ machine, network }, index) => {
            const { frames = 0, skipped = 0 } = this.#counts[index] ?? {};
            return { machine: machine.machine, domain: machine.domain, network, frames, skipped };
        });
        return { frames: machines.reduce((sum, { frames }) => sum + frames, 0), machines };
    }
}

const summary = ({ file, frames, machines, bytes }: Told) =>
    `${file}: ${frames} ${frames === 1 ? "frame" : "frames"} of ${machines.length} ${machines.length === 1 ? "machine" : "machines"}, ${bytes} bytes\n`;

/** So that an earlier capture is never overwritten: 20040131T120000Z. */
const timeInName = () => new Date().toISOString().replace(/[-:]|\.\d+/g, "");
