import { spawn } from "node:child_process";
import type { FileHandle } from "node:fs/promises";
import { conversionFailed, converterMissing, sandboxRefused } from "../../errors";
import { findProgram } from "./findProgram";
import { errorCode } from "../cache/errorCode";
import type { InspectedImage } from "../../diskImage/inspectImage";
import { sandboxed } from "./sandbox";

/** An image that is hostile to its reader gets no further than this: 4 GiB of addresses, an hour of a CPU. */
const LIMITS = ["--as=4294967296", "--cpu=3600"] as const;
/** However the provider ends, nothing that it started stays. */
const DIES_WITH_US = ["setpriv", "--pdeathsig", "KILL"] as const;
const PROGRAMS = ["prlimit", "setpriv", "bwrap"];

const MAX_ERROR_CHARACTERS = 2000;

export interface QemuImgRun {
    readonly image: InspectedImage;
    /** As the user calls it. */
    readonly file: string;
    /** What qemu-img reads. */
    readonly source: FileHandle;
    /** Where it may write. */
    readonly folder?: string;
    readonly signal: AbortSignal;
    readonly onOutput?: (text: string) => void;
}

/** Runs qemu-img in a sandbox and under limits, and gives what it printed. */
export async function qemuImg(args: readonly string[], run: QemuImgRun): Promise<string> {
    const { image, file, source, folder, signal } = run;
    signal.throwIfAborted();
    const missing = (program: string) => converterMissing({ ...image, file, program });
    for (const program of PROGRAMS)
        if ((await findProgram(program)) === undefined) throw missing(program);
    const path = await findProgram("qemu-img");
    if (path === undefined) throw missing("qemu-img");
    const words = [...LIMITS, ...DIES_WITH_US, ...sandboxed(path, folder), ...args];
    const stdio = ["ignore", "pipe", "pipe", source.fd] as const;
    const child = spawn("prlimit", words, { env: process.env, stdio: [...stdio] });
    const stop = () => child.kill("SIGKILL");
    signal.addEventListener("abort", stop, { once: true });
    try {
        const texts = { stdout: "", stderr: "" };
        for (const name of ["stdout", "stderr"] as const)
            child[name]?.setEncoding("utf8").on("data", (text: string) => {
                if (name === "stdout") run.onOutput?.(text);
                texts[name] = (texts[name] + text).slice(-MAX_ERROR_CHARACTERS);
            });
        const code = await new Promise<number | null>((resolve, reject) => {
            child.on("error", reject).on("close", resolve);
        });
        signal.throwIfAborted();
        if (code === 0) return texts.stdout;
        throw refusal(code, texts.stderr.trim(), image, file);
    } catch (error) {
        if (errorCode(error) === "ENOENT") throw missing("prlimit");
        throw error;
    } finally {
        signal.removeEventListener("abort", stop);
    }
}

/** As bwrap ends when a signal has ended its program. */
const KILLED = 128 + 9;

function refusal(code: number | null, said: string, { driver }: InspectedImage, file: string) {
    if (said.startsWith("bwrap: "))
        return sandboxRefused({ file, format: driver, said: said.slice("bwrap: ".length) });
    const lines = said.split("\n").map((line) => line.replace(/^qemu-img: /, ""));
    const why =
        code === null || code === KILLED
            ? "it took more than an hour of CPU time, or was killed"
            : lines.join("; ");
    return conversionFailed({ file, said: why || `qemu-img ended with ${code}` });
}
