import { basename, dirname, normalize } from "node:path";
import { poolInactive } from "../../errors";
import { isNotEmpty, isStorageVolumeExists, type Libvirt } from "../../libvirt";
import {
    deletePlainFile,
    MARKED_BYTES,
    probedByPools,
    probedFormat,
    sweepNeverStarted,
    withPlainFiles,
} from "../../plainFiles";
import { isLogFolder } from "../../plainFiles";
import type { Domain } from "../../schema/domain/domain";
import { backupsOf, formerLog } from "../../schema/domain/machineLogs";
import { print, type Element } from "../../xml/tree/element";
import { all } from "../../xml/tree/query";
import { folderXml } from "../../xml/storage/volume";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";
import { domainUsing } from "../storage/volumeUsers";

/** Folders that are taken for logs' own, and so are made and deleted with them; others are somebody else's. */
const isOwnFolder = (folder: string): boolean =>
    isLogFolder(folder) && normalize(folder) === folder;

/**
 * Makes the folders of logs, where the folder above is a pool's: a volume that libvirt lists and does not look into. What a
 * guest prints must not lie in the pool's own folder, where libvirt takes the first bytes of every file for the header of
 * an image and opens what that names.
 *
 * @param known Logs that the domain has already. They stay where they are.
 */
export async function makeLogFolders(
    libvirt: Libvirt,
    files: readonly string[],
    known: readonly string[] = [],
): Promise<void> {
    const made = files.filter((file) => !known.includes(file));
    const folders = new Set(made.map(dirname).filter(isOwnFolder));
    await Promise.all(
        [...folders].map(async (folder) => {
            const above = await poolAt(libvirt, dirname(folder));
            if (above === undefined) return;
            try {
                const xml = print(folderXml(basename(folder)));
                await libvirt.call("storageVolCreateXML", { pool: above, xml });
            } catch (error) {
                // Of a run that was cut off, or of a domain beside this one.
                if (!isStorageVolumeExists(error)) throw error;
            }
        }),
    );
}

/** Refuses to go on while a pool is off whose logs are to be deleted: later nobody knows of them any more. */
export async function requireLogPools(libvirt: Libvirt, files: readonly string[]): Promise<void> {
    const folders = [...new Set(files.map(dirname))].filter(isOwnFolder);
    const pools = await Promise.all(folders.map((folder) => poolAt(libvirt, dirname(folder))));
    const open = folders.filter((_folder, index) => pools[index] === undefined);
    for (const [folder, pool] of await probedByPools(libvirt, open))
        throw poolInactive({ pool, id: `${pool}/${basename(folder)}` });
}

/** Deletes logs in folders of their own below a pool's, and those folders when nothing else is in them. */
export async function deleteLogs(libvirt: Libvirt, files: readonly string[]): Promise<void> {
    const former = files.flatMap((file) => formerLog(file) ?? []);
    await Promise.all([
        ...files.map((file) => deleteLog(libvirt, file)),
        ...former.map((file) => deleteFormerLog(libvirt, file)),
    ]);
    const folders = [...new Set(files.map(dirname))].filter(isOwnFolder);
    await Promise.all(folders.map((folder) => deleteFolder(libvirt, folder)));
}

async function deleteLog(libvirt: Libvirt, file: string): Promise<void> {
    const folder = dirname(file);
    if ((await poolAt(libvirt, folder)) !== undefined) return deleteFormerLog(libvirt, file);
    // One elsewhere is somebody else's to delete.
    if (!isOwnFolder(folder) || (await poolAt(libvirt, dirname(folder))) === undefined) return;
    await deleteFiles(libvirt, file);
}

/** One of release 1.0.0, in a pool's own folder, is a volume too. What a domain has as a disk is none. */
async function deleteFormerLog(libvirt: Libvirt, file: string): Promise<void> {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: file }));
    if (volume === undefined || normalize(file) !== file) return;
    if ((await domainUsing(libvirt, file)) !== undefined) return;
    await deleteFiles(libvirt, file);
    await ignoreNotFound(libvirt.call("storageVolDelete", { volume }));
}

/** A log, and what virtlogd has moved aside of it. */
async function deleteFiles(libvirt: Libvirt, file: string): Promise<void> {
    for (const path of await existingFiles(libvirt, [file, ...backupsOf(file)]))
        await deletePlainFile(libvirt, path);
}

/**
 * Which of a machine's logs of release 1.0.0 stay as they are, when it gets others: nobody writes them any more, and
 * they go with the machine. One that libvirt takes for an image does not stay.
 */
export async function keepFormerLogs(
    gone: readonly string[],
    logs: readonly string[],
    { libvirt, log }: Pick<CallContext, "libvirt" | "log">,
): Promise<string[]> {
    const former = logs.map(formerLog);
    const own = gone.filter((file) => former.includes(file));
    const kept = await Promise.all(
        own.map(async (file) => {
            const format = await imageFormatOf(libvirt, file);
            if (format !== undefined)
                log(
                    "warning",
                    `Deletes ${file}: it begins like an image (${format}), which libvirt would open.`,
                );
            return format === undefined ? [file] : [];
        }),
    );
    return kept.flat();
}

/** Of a log and those that were moved aside. */
const imageFormatOf = (libvirt: Libvirt, file: string): Promise<string | undefined> => {
    const paths = [file, ...backupsOf(file)];
    return withPlainFiles(libvirt, paths, async (files) => {
        const formats = await Promise.all(
            paths.map(async (path) => {
                const size = Math.min((await files.size(path)) ?? 0, MARKED_BYTES);
                return probedFormat(await files.read(path, 0, size));
            }),
        );
        return formats.find((format) => format !== undefined);
    });
};

const poolAt = (libvirt: Libvirt, path: string) =>
    ignoreNotFound(libvirt.call("storagePoolLookupByTargetPath", { path }));

const existingFiles = (libvirt: Libvirt, paths: readonly string[]): Promise<string[]> =>
    withPlainFiles(libvirt, paths, async (files) => {
        const sizes = await Promise.all(paths.map((path) => files.size(path)));
        return paths.filter((_path, index) => sizes[index] !== undefined);
    });

async function deleteFolder(libvirt: Libvirt, folder: string): Promise<void> {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: folder }));
    if (volume === undefined) return;
    await sweepNeverStarted(libvirt, folder);
    try {
        await ignoreNotFound(libvirt.call("storageVolDelete", { volume }));
    } catch (error) {
        // Logs of other domains are there, the last of which takes it along.
        if (!isNotEmpty(error)) throw error;
    }
}

/** What virtlogd writes for a domain: what its serial ports print, and the frames of its interfaces. */
export const logsOf = ({
    serials,
    interfaces,
}: Pick<Domain, "serials" | "interfaces">): string[] => [
    ...serials.flatMap(({ logFile }) => logFile ?? []),
    ...Object.values(interfaces).flatMap(({ captureFile }) => captureFile ?? []),
];

/** Logs of a domain's definitions. */
export const logFilesIn = (...definitions: readonly (Element | undefined)[]): string[] => {
    const logs = definitions.flatMap((xml) => (xml ? all(xml, "devices", "serial", "log") : []));
    return [...new Set(logs.flatMap(({ attributes }) => attributes["file"] ?? []))];
};
