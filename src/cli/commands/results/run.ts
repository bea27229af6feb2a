import { join } from "node:path";
import type { Io } from "../../output/io";
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

/** Puts the files of a machine's results disk into a folder, and says how many they are. */
export async function fetchResults(
    io: Io,
    name: string,
    folder: string | undefined,
    { wait, uri: option, json = false, raw = false }: ResultsOptions,
): Promise<void> {
    const { machine, uuid, uri } = await onMachine(io, { name, uri: option }, (there) =>
        Promise.resolve({ ...there.machine, uri: there.uri }),
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
    // The guest has chosen the names: on a terminal they could do more than be read.
    for (const { path, reason } of skipped)
        io.err.write(`Left out: ${safeJson(path)} ${reason}.\n`);
    for (const { path, as, actor } of renamed)
        io.err.write(
            `Renamed: ${safeJson(path)} is ${safeJson(as)} here, as ${actor} act on it.\n`,
        );
    const told = { machine, folder: found.folder, files, bytes, skipped, renamed };
    const text = `${found.folder}: ${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes`;
    io.out.write(`${json ? safeJson(told) : text}\n`);
}
