import { dirname, basename } from "node:path";
import { isStorageVolumeExists, LibvirtError, type Libvirt, type StoragePool } from "../libvirt";
import { refreshPool } from "../libvirt/refreshPool";
import type { Domain } from "../schema/domain";
import type { SerialPort } from "../schema/domainDevices";
import { print, type Element } from "../xml/element";
import { all } from "../xml/query";
import { volumeXml } from "../xml/volume";
import { found } from "./found";
import type { CallContext } from "./resource";
import { waitingIn } from "./waiting";

type Context = Pick<CallContext, "libvirt" | "signal" | "log">;
type Serials = readonly Pick<SerialPort, "logFile">[];

/**
 * Makes each log an empty volume where it lies in a pool's folder: libvirt deletes and downloads only files that it knows,
 * and a file that virtlogd makes by itself is none of them.
 */
export async function createSerialLogs(
    libvirt: Libvirt,
    serials: Serials,
    undo: (step: () => Promise<unknown>) => void = () => undefined,
): Promise<void> {
    await Promise.all(
        logFilesOf(serials).map(async (path) => {
            const folder = dirname(path);
            const pool = await found(
                libvirt.call("storagePoolLookupByTargetPath", { path: folder }),
            );
            if (pool === undefined) return;
            const layout = { name: basename(path), format: "raw", capacityBytes: 0 } as const;
            try {
                const xml = print(volumeXml(layout));
                const volume = await libvirt.call("storageVolCreateXML", { pool, xml });
                undo(() => found(libvirt.call("storageVolDelete", { volume })));
            } catch (error) {
                // It is there from a run that was cut off.
                if (!isStorageVolumeExists(error)) throw error;
            }
        }),
    );
}

export async function deleteSerialLogs(files: readonly string[], context: Context): Promise<void> {
    const { libvirt } = context;
    await Promise.all(
        files.map(async (path) => {
            const volume = await found(libvirt.call("storageVolLookupByPath", { path }));
            if (volume !== undefined) await found(libvirt.call("storageVolDelete", { volume }));
            await deleteBackups(path, context);
        }),
    );
}

/**
 * virtlogd moves a log that has grown to max_size aside, and keeps max_backups of them beside it (virtlogd.conf): files
 * that no pool knows, and of which a refresh would read every image to learn. Whether there is the first one, a volume of
 * its name tells.
 */
async function deleteBackups(path: string, context: Context): Promise<void> {
    const { libvirt } = context;
    const pool = await found(
        libvirt.call("storagePoolLookupByTargetPath", { path: dirname(path) }),
    );
    if (pool === undefined || !(await libvirt.call("storagePoolIsActive", { pool }))) return;
    const name = basename(path);
    if (await isFree(libvirt, pool, `${name}.0`)) return;
    await refreshPool(libvirt, pool, waitingIn(context));
    const volumes = await libvirt.call("storagePoolListAllVolumes", { pool });
    const backups = volumes.filter(
        (volume) => volume.name.startsWith(`${name}.`) && /\.\d+$/.test(volume.name),
    );
    await Promise.all(backups.map((volume) => found(libvirt.call("storageVolDelete", { volume }))));
}

async function isFree(libvirt: Libvirt, pool: StoragePool, name: string): Promise<boolean> {
    const xml = print(volumeXml({ name, format: "raw", capacityBytes: 0 }));
    try {
        const volume = await libvirt.call("storageVolCreateXML", { pool, xml });
        await found(libvirt.call("storageVolDelete", { volume }));
        return true;
    } catch (error) {
        // A file of this name, or a disk that is full: a refresh tells.
        if (error instanceof LibvirtError) return false;
        throw error;
    }
}

/** What virtlogd writes for a domain: what its serial ports print, and the frames of its interfaces. */
export const logsOf = ({
    serials,
    interfaces,
}: Pick<Domain, "serials" | "interfaces">): Serials => [
    ...serials,
    ...Object.values(interfaces).map(({ captureFile: logFile }) => ({ logFile })),
];

export const logFilesOf = (serials: Serials) => serials.flatMap(({ logFile }) => logFile ?? []);

/** Logs of a domain's definitions. */
export const logFilesIn = (...definitions: readonly (Element | undefined)[]): string[] => {
    const logs = definitions.flatMap((xml) => (xml ? all(xml, "devices", "serial", "log") : []));
    return [...new Set(logs.flatMap(({ attributes }) => attributes["file"] ?? []))];
};
