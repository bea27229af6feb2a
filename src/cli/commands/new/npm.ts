import { npmFailed } from "../../../errors";
import { runProgram } from "../../../process/runProgram";
import type { Io } from "../../output/io";
import { withProgress } from "../../output/progress";

const SHOWN_LINES = 12;

/** Runs npm in a folder, with progress on standard error when it takes long. */
export async function npm(
    io: Io,
    title: string,
    folder: string,
    args: readonly string[],
): Promise<void> {
    const { signal, environment: env } = io;
    const ended = await withProgress(io, title, () =>
        runProgram("npm", args, { cwd: folder, env, signal }),
    );
    signal.throwIfAborted();
    const command = ["npm", ...args].join(" ");
    if (ended === undefined) throw npmFailed({ command, why: "npm is not installed." });
    if (ended.code === 0) return;
    const lines = ended.stderr.trim().split("\n");
    const errors = lines.filter((line) => line.startsWith("npm error"));
    const shown = (errors.length > 0 ? errors : lines).slice(0, SHOWN_LINES);
    throw npmFailed({ command, why: shown.join("\n    ") });
}
