import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { folderChanged, folderNotPacked, xorrisoMissing } from "../../../errors";
import type { TreeEntry } from "./folderTree";
import { findExecutable } from "../../../process/findExecutable";
import { runProgram } from "../../../process/runProgram";
import { withWorkFolder } from "./workFolder";

/** Windows shows it beside the drive's letter. It is not the folder's name, because the path is no part of the content. */
const LABEL = "XPLAB";

/** One date for all files: with their own dates, each checkout of the same files would give another image. */
const DATE = { epoch: "1000000000", xorriso: "2001090901464000" } as const;

/**
 * Packs files as ISO 9660 with Joliet, from which Windows reads names, and lends the image to `use`. The same files give the
 * same bytes. There is no Rock Ridge, so that every system sees what Windows sees.
 */
export async function withIsoImage<T>(
    folder: string,
    entries: readonly TreeEntry[],
    signal: AbortSignal,
    use: (file: string) => Promise<T>,
): Promise<T> {
    const xorriso = findXorriso();
    if (xorriso === undefined) throw xorrisoMissing({ folder });
    return withWorkFolder(async (work) => {
        const [file, empty] = [join(work, "folder.iso"), join(work, "empty")];
        await mkdir(empty);
        await run(xorriso, optionsFor(file), pathList(entries, empty), folder, signal);
        return use(file);
    });
}

/** The path of xorriso; undefined when it is not on the PATH. */
export const findXorriso = () => findExecutable("xorriso");

// https://www.gnu.org/software/xorriso/man_1_xorrisofs.html
const optionsFor = (output: string): readonly string[] => [
    "-no_rc",
    // By default it leaves out files that it cannot read.
    ...["-abort_on", "SORRY"],
    // By default it silently leaves out paths of more than 120 characters.
    ...["-compliance", "joliet_long_paths"],
    ...["-as", "mkisofs", "-quiet", "-J", "--norock", "-V", LABEL],
    ...["--set_all_file_dates", DATE.xorriso],
    ...["-o", output, "-graft-points", "-path-list", "-"],
];

/** A line `place=source` for each entry. Folders are grafted empty, so that only entries are packed. */
const pathList = (entries: readonly TreeEntry[], empty: string): string =>
    [{ path: "", source: "", isFolder: true }, ...entries]
        .map(({ path, source, isFolder }) => {
            const place = `/${path.replaceAll("=", "\\=")}`;
            return isFolder ? `${place}/=${empty}\n` : `${place}=./${source}\n`;
        })
        .join("");

async function run(
    program: string,
    options: readonly string[],
    input: string,
    folder: string,
    signal: AbortSignal,
): Promise<void> {
    const env = { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC", SOURCE_DATE_EPOCH: DATE.epoch };
    const how = { cwd: folder, env, input, signal, keepLast: MAX_ERROR_CHARACTERS };
    const ended = await runProgram(program, options, how);
    signal.throwIfAborted();
    // xorriso was found, so the folder is what is missing.
    if (ended === undefined) throw folderChanged({ folder });
    if (ended.code !== 0) throw folderNotPacked({ folder, said: lastComplaint(ended.stderr) });
}

const MAX_ERROR_CHARACTERS = 4096;

/** xorriso's lines are `xorriso : SEVERITY : text`. */
function lastComplaint(said: string): string {
    const lines = said
        .split("\n")
        .flatMap((line) => /: (?:SORRY|FAILURE|FATAL) : (.*)/.exec(line)?.[1] ?? []);
    return (lines[0] ?? said.trim()).replace(/\.$/, "");
}
