import { dirname, basename } from "node:path";
import { isStorageVolumeExists, type Libvirt } from "../libvirt";
import type { SerialPort } from "../schema/domainDevices";
import { print } from "../xml/element";
import { volumeXml } from "../xml/volume";
import { found } from "./found";

type Serials = readonly Pick<SerialPort, "logFile">[];

/**
 * Makes each log an empty volume where it lies in a pool's folder: libvirt deletes and downloads only files that it knows,
 * and a file that virtlogd makes by itself is none of them.
 */
export async function createSerialLogs(
    libvirt: Libvirt,
    serials: Serials,
    undo: (step: () => Promise<unknown>) => void,
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

export async function deleteSerialLogs(libvirt: Libvirt, serials: Serials): Promise<void> {
    await Promise.all(
        logFilesOf(serials).map(async (path) => {
            const volume = await found(libvirt.call("storageVolLookupByPath", { path }));
            if (volume !== undefined) await found(libvirt.call("storageVolDelete", { volume }));
        }),
    );
}

const logFilesOf = (serials: Serials) => serials.flatMap(({ logFile }) => logFile ?? []);
