import type { FileHandle } from "node:fs/promises";
import { conversionFailed, converterMissing, sandboxRefused } from "../../../errors";
import { findExecutable } from "../../../process/findExecutable";
import { ENDED_BY_SIGNAL, runProgram } from "../../../process/runProgram";
import type { InspectedImage } from "../../../diskImage/inspectImage";
import { sandboxed } from "./sandbox";

/** Limits for a hostile image: 4 GiB of address space, an hour of CPU time. */
const LIMITS = ["--as=4294967296", "--cpu=3600"] as const;
/** Kills the program with the provider, however that ends. */
const DIES_WITH_US = ["setpriv", "--pdeathsig", "KILL"] as const;
const PROGRAMS = ["prlimit", "setpriv", "bwrap"];

const MAX_ERROR_CHARACTERS = 2000;

export interface QemuImgRun {
    readonly image: InspectedImage;
    /** The user's path. */
    readonly file: string;
    /** The open file that qemu-img reads. */
    readonly source: FileHandle;
    /** Where qemu-img may write; by default nowhere. */
    readonly folder?: string;
    readonly signal: AbortSignal;
    readonly onOutput?: (text: string) => void;
}

/** Runs qemu-img in a sandbox and under limits, and returns the last of what it printed. */
export async function qemuImg(args: readonly string[], run: QemuImgRun): Promise<string> {
    const { image, file, source, folder, signal, onOutput } = run;
    signal.throwIfAborted();
    const missing = (program: string) => converterMissing({ ...image, file, program });
    const absent = PROGRAMS.find((program) => findExecutable(program) === undefined);
    if (absent !== undefined) throw missing(absent);
    const path = findExecutable("qemu-img");
    if (path === undefined) throw missing("qemu-img");
    const words = [...LIMITS, ...DIES_WITH_US, ...sandboxed(path, folder), ...args];
    const ended = await runProgram("prlimit", words, {
        files: [source.fd],
        signal,
        killSignal: "SIGKILL",
        keepLast: MAX_ERROR_CHARACTERS,
        ...(onOutput !== undefined && { onOutput }),
    });
    signal.throwIfAborted();
    if (ended === undefined) throw missing("prlimit");
    if (ended.code !== 0) throw refusal(ended.code, ended.stderr.trim(), image, file);
    return ended.stdout;
}

/** Exit codes after SIGKILL: bwrap's when its program was killed, and the code when all were. */
const KILLED = [128 + 9, ENDED_BY_SIGNAL];

function refusal(code: number, said: string, { driver }: InspectedImage, file: string) {
    if (said.startsWith("bwrap: ")) {
        return sandboxRefused({ file, format: driver, said: said.slice("bwrap: ".length) });
    }
    const lines = said.split("\n").map((line) => line.replace(/^qemu-img: /, ""));
    const why = KILLED.includes(code)
        ? "it took more than an hour of CPU time, or was killed"
        : lines.join("; ");
    return conversionFailed({ file, said: why || `qemu-img ended with ${code}` });
}
