import { join } from "node:path";
import type { Io } from "./io";
import { onMachine } from "./machineOnHost";
import { withProgress } from "./progress";
import { collectResults } from "./results/collectResults";
import { safeJson } from "../errors/safeJson";

export interface ResultsOptions {
    /** How many seconds to wait until the machine is off. */
    readonly wait?: number;
    readonly uri?: string;
    readonly json?: boolean;
}

/** Puts the files of a machine's results disk into a folder, and says how many they are. */
export async function fetchResults(
    io: Io,
    name: string,
    folder: string | undefined,
    { wait, uri: option, json = false }: ResultsOptions,
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
            signal: io.signal,
        }),
    );
    const { files, bytes, skipped } = found;
    for (const { path, reason } of skipped)
        // The guest has chosen the name: on a terminal it could do more than be read.
        io.err.write(`Left out: ${safeJson(path)} ${reason}.\n`);
    const told = { machine, folder: found.folder, files, bytes, skipped };
    const text = `${found.folder}: ${files} ${files === 1 ? "file" : "files"}, ${bytes} bytes`;
    io.out.write(`${json ? safeJson(told) : text}\n`);
}
