import { ImageFile } from "../../diskImage/imageFile";
import { isRecord, isUnknown, type Properties } from "../lifecycle/wire";
import { isMedium, MEDIUM_BYTES } from "../imageImport/source/medium";
import { isReallyBelow } from "./ownFolders";
import type { FindReaching, Reaching, Surroundings } from "./reaching";

/** A volume's content: a folder's files, or a file that no guest can boot from. */
export const volumeReaching: FindReaching = async ({ source, format }, around) => {
    if (!isRecord(source)) return [];
    return [
        ...folderOf("source", source, around),
        ...(await fileOf(["source", "file"], source["file"], source["format"] ?? format, around)),
    ];
};

/** Includes the content in the key: a link into the project may lead elsewhere by now. */
export function folderOf(
    field: string,
    { folder, sha256 }: Properties,
    { project }: Surroundings,
): Reaching[] {
    if (typeof folder !== "string" || isUnknown(folder)) return [];
    if (project !== undefined && isReallyBelow(folder, project)) return [];
    const what = `"${folder}", a folder outside the project's`;
    const key = `${what} ${String(sha256)}`;
    const bound = { field: "folders", subject: folder } as const;
    return [{ path: [field, "folder"], what, key, needsWords: true, bound }];
}

/** Images and CDs are allowed anywhere, because labs are made of them. Any other file may be a secret. */
export async function fileOf(
    path: readonly string[],
    file: unknown,
    format: unknown,
    { project }: Surroundings,
): Promise<Reaching[]> {
    if (typeof file !== "string" || isUnknown(file)) return [];
    if (project !== undefined && isReallyBelow(file, project)) return [];
    const needsWords = format === "raw" && (await isOtherThanMedium(file));
    const what = `"${file}", a file outside the project's folder that is neither an image nor a CD`;
    return [{ path, what, needsWords, bound: { field: "folders", subject: file } }];
}

/** False for a file that cannot be read, which another check reports. */
async function isOtherThanMedium(file: string): Promise<boolean> {
    try {
        const beginning = await ImageFile.with(file, (opened) => opened.read(0, MEDIUM_BYTES));
        return !isMedium(beginning);
    } catch {
        return false;
    }
}
