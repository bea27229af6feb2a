import { basename, dirname, normalize } from "node:path";
import { poolInactive } from "../../errors";
import { isNotEmpty, isStorageVolumeExists, type Libvirt } from "../../libvirt";
import {
    deletePlainFile,
    isLogFolder,
    MARKED_BYTES,
    probedByPools,
    probedFormat,
    sweepNeverStarted,
    withPlainFiles,
} from "../../plainFiles";
import type { Domain } from "../../schema/domain/domain";
import { backupsOf, formerLog } from "../../schema/domain/machineLogs";
import { print, type Element } from "../../xml/tree/element";
import { all } from "../../xml/tree/query";
import { folderXml } from "../../xml/storage/volume";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";
import { domainUsing } from "../storage/volumeUsers";

/** Whether a folder is only for logs, and so is created and deleted with them. */
const isOwnFolder = (folder: string): boolean =>
    isLogFolder(folder) && normalize(folder) === folder;

/**
 * Creates log folders inside pools, as volumes: libvirt lists them but does not look into them. What a guest prints must not
 * be in the pool's own folder, where libvirt reads the first bytes of every file as an image header and opens the files that
 * this names.
 *
 * @param known Logs that the domain already has. They stay where they are.
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
            const pool = await poolAt(libvirt, dirname(folder));
            if (pool === undefined) return;
            try {
                const xml = print(folderXml(basename(folder)));
                await libvirt.call("storageVolCreateXML", { pool, xml });
            } catch (error) {
                // An interrupted run or another domain has created it.
                if (!isStorageVolumeExists(error)) throw error;
            }
        }),
    );
}

/** Fails if a pool with logs to delete is inactive: once the domain is gone, nothing refers to them. */
export async function requireLogPools(libvirt: Libvirt, files: readonly string[]): Promise<void> {
    const folders = [...new Set(files.map(dirname))].filter(isOwnFolder);
    const pools = await Promise.all(folders.map((folder) => poolAt(libvirt, dirname(folder))));
    const unreachable = folders.filter((_folder, index) => pools[index] === undefined);
    for (const [folder, pool] of await probedByPools(libvirt, unreachable)) {
        throw poolInactive({ pool, id: `${pool}/${basename(folder)}` });
    }
}

/** Deletes logs in log folders inside pools, and those folders once they are empty. */
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
    // Logs elsewhere belong to somebody else.
    if (!isOwnFolder(folder) || (await poolAt(libvirt, dirname(folder))) === undefined) return;
    await deleteFiles(libvirt, file);
}

/** Deletes a log of release 1.0.0, which is a volume in the pool's own folder, unless a domain uses it as a disk. */
async function deleteFormerLog(libvirt: Libvirt, file: string): Promise<void> {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: file }));
    if (volume === undefined || normalize(file) !== file) return;
    if ((await domainUsing(libvirt, file)) !== undefined) return;
    await deleteFiles(libvirt, file);
    await ignoreNotFound(libvirt.call("storageVolDelete", { volume }));
}

/** Deletes a log and the backups that virtlogd made of it. */
async function deleteFiles(libvirt: Libvirt, file: string): Promise<void> {
    for (const path of await existingFiles(libvirt, [file, ...backupsOf(file)])) {
        await deletePlainFile(libvirt, path);
    }
}

/**
 * The logs of release 1.0.0 to keep when a machine gets new ones: nothing writes to them, and they are deleted with the
 * machine. A log that libvirt would read as an image is not kept.
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
            if (format !== undefined) {
                log(
                    "warning",
                    `Deletes ${file}: it begins like an image (${format}), which libvirt would open.`,
                );
            }
            return format === undefined ? [file] : [];
        }),
    );
    return kept.flat();
}

/** The image format that a log or one of its backups begins like. */
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
        // Other domains have logs there. The last of them deletes the folder.
        if (!isNotEmpty(error)) throw error;
    }
}

/** Files that virtlogd writes for a domain: output of its serial ports, and captures of its interfaces. */
export const logsOf = ({
    serials,
    interfaces,
}: Pick<Domain, "serials" | "interfaces">): string[] => [
    ...serials.flatMap(({ logFile }) => logFile ?? []),
    ...Object.values(interfaces).flatMap(({ captureFile }) => captureFile ?? []),
];

/** Log files in a domain's definitions. */
export const logFilesIn = (...definitions: readonly (Element | undefined)[]): string[] => {
    const logs = definitions.flatMap((xml) => (xml ? all(xml, "devices", "serial", "log") : []));
    return [...new Set(logs.flatMap(({ attributes }) => attributes["file"] ?? []))];
};
