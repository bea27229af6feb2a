import { spawn } from "node:child_process";
import { conversionFailed, converterMissing } from "../../errors";
import { errorCode } from "./errorCode";
import type { InspectedImage } from "./inspectImage";

/** An image that is hostile to its reader gets no further than this: 4 GiB of addresses, an hour of a CPU. */
const LIMITS = ["--as=4294967296", "--cpu=3600"] as const;
/** However the provider ends, nothing that it started stays. */
const DIES_WITH_US = ["setpriv", "--pdeathsig", "KILL"] as const;

const MAX_ERROR_CHARACTERS = 2000;

export interface QemuImgRun {
    readonly image: InspectedImage;
    /** Absolute: QEMU takes what stands before a colon in another one for a protocol. */
    readonly file: string;
    readonly signal: AbortSignal;
    readonly onOutput?: (text: string) => void;
}

/** Runs qemu-img under limits and gives what it printed. */
export async function qemuImg(args: readonly string[], run: QemuImgRun): Promise<string> {
    const { image, file, signal } = run;
    signal.throwIfAborted();
    const words = [...LIMITS, ...DIES_WITH_US, "qemu-img", ...args];
    // The texts of errors are shown as they are, in one language.
    const child = spawn("prlimit", words, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, LC_ALL: "C" },
    });
    const stop = () => child.kill("SIGKILL");
    signal.addEventListener("abort", stop, { once: true });
    try {
        const texts = { stdout: "", stderr: "" };
        for (const name of ["stdout", "stderr"] as const)
            child[name].setEncoding("utf8").on("data", (text: string) => {
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
        if (errorCode(error) === "ENOENT")
            throw converterMissing({ ...image, file, program: "prlimit" });
        throw error;
    } finally {
        signal.removeEventListener("abort", stop);
    }
}

/** What setpriv and prlimit end with when there is no such program. */
const NOT_FOUND = 127;

function refusal(code: number | null, said: string, image: InspectedImage, file: string) {
    if (code === NOT_FOUND) {
        const program = said.includes("qemu-img") ? "qemu-img" : "setpriv";
        return converterMissing({ ...image, file, program });
    }
    const lines = said.split("\n").map((line) => line.replace(/^qemu-img: /, ""));
    const why =
        code === null ? "it took more than an hour of CPU time, or was killed" : lines.join("; ");
    return conversionFailed({ file, said: why || `qemu-img ended with ${code}` });
}
