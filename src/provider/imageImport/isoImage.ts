import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { folderChanged, folderNotPacked, xorrisoMissing } from "../../errors";
import type { TreeEntry } from "./folderTree";
import { findExecutable } from "../../process/findExecutable";
import { runProgram } from "../../process/runProgram";
import { withWorkFolder } from "./workFolder";

/** Shown by Windows beside the drive's letter. The folder's own name is not: its path is no part of the content. */
const LABEL = "XPLAB";

/** One date for all: with their own, each check-out of the same files would be another image. */
const DATE = { epoch: "1000000000", xorriso: "2001090901464000" } as const;

/**
 * Packs files as ISO 9660 with Joliet, which Windows reads names from; the same files give the same bytes. Without Rock
 * Ridge every system sees what Windows sees. `use` gets the image's file, which goes when it is done.
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
    // A file that it cannot read, it would leave out.
    ...["-abort_on", "SORRY"],
    // Else it leaves out, without a word, what has a path of more than 120 characters.
    ...["-compliance", "joliet_long_paths"],
    ...["-as", "mkisofs", "-quiet", "-J", "--norock", "-V", LABEL],
    ...["--set_all_file_dates", DATE.xorriso],
    ...["-o", output, "-graft-points", "-path-list", "-"],
];

/** A line for each entry, `place=source`. Folders are grafted empty, so that nothing comes along that is no entry. */
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
