import { join } from "node:path";
import { counted } from "../../output/counted";
import type { Io } from "../../output/io";
import { printResult } from "../../output/result";
import { onMachine } from "../../host/machineOnHost";
import { withProgress } from "../../output/progress";
import { collectResults } from "./collectResults";
import { safeJson } from "../../../errors/core/safeJson";

export interface ResultsOptions {
    /** How many seconds to wait until the machine is off. */
    readonly wait?: number;
    readonly uri?: string;
    readonly json?: boolean;
    /** Keeps names that make tools of the host act. */
    readonly raw?: boolean;
}

/** Copies the files of a machine's results disk into a folder, and prints a summary. */
export async function fetchResults(
    io: Io,
    name: string,
    folder: string | undefined,
    { wait, uri: option, json = false, raw = false }: ResultsOptions,
): Promise<void> {
    const { machine, uuid, uri } = await onMachine(io, { name, uri: option }, (found) =>
        Promise.resolve({ ...found.machine, uri: found.uri }),
    );
    const found = await withProgress(io, `results of ${machine}`, () =>
        collectResults({
            uri,
            domain: uuid,
            folder: folder ?? join("results", machine),
            waitSeconds: wait,
            raw,
            signal: io.signal,
        }),
    );
    const { files, bytes, skipped, renamed } = found;
    // The guest has chosen the names, which may contain control sequences.
    for (const { path, reason } of skipped) {
        io.err.write(`Left out: ${safeJson(path)} ${reason}.\n`);
    }
    for (const { path, as, actor } of renamed) {
        io.err.write(
            `Renamed: ${safeJson(path)} to ${safeJson(as)}, because ${actor} act on the old name.\n`,
        );
    }
    const result = { machine, folder: found.folder, files, bytes, skipped, renamed };
    const text = `${found.folder}: ${counted(files, "file")}, ${bytes} bytes\n`;
    printResult(io, json, result, text);
}
