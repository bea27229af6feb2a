import { constants, type BigIntStats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import type { Libvirt, StorageVolume } from "../../../libvirt";
import { parse } from "../../../xml/tree/parse";
import { textAt } from "../../../xml/tree/query";
import { ignoreNotFound } from "../../../libvirt/ignoreNotFound";

// A link or a pipe under this name would be a trap.
const FLAGS = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens the file of a volume and lends it to `use`. Lends undefined where that is impossible: the daemon may run on another
 * machine, or this user may not open the file.
 */
export async function withVolumeFile<T>(
    libvirt: Libvirt,
    volume: StorageVolume,
    use: (file: FileHandle | undefined) => Promise<T>,
): Promise<T> {
    const file = await open(volume.key, FLAGS).catch(() => undefined);
    if (file === undefined) return use(undefined);
    try {
        return await use((await isFileOf(libvirt, volume, file)) ? file : undefined);
    } finally {
        await file.close();
    }
}

/** Whether the open file still is the volume's: another run may have replaced it. */
export async function isStillThere(file: FileHandle, { key }: StorageVolume): Promise<boolean> {
    const now = await stat(key).catch(() => undefined);
    const { ino, dev } = await file.stat();
    return now?.ino === ino && now.dev === dev;
}

/** A socket may lead to another machine with a file of this name, so size and times, to the nanosecond, must be libvirt's. */
async function isFileOf(
    libvirt: Libvirt,
    volume: StorageVolume,
    file: FileHandle,
): Promise<boolean> {
    const text = await ignoreNotFound(libvirt.call("storageVolGetXMLDesc", { volume }));
    const traits = await file.stat({ bigint: true });
    if (text === undefined || !traits.isFile()) return false;
    const xml = parse(text);
    const reported = (name: string) => textAt(xml, "target", "timestamps", name);
    return (
        textAt(xml, "physical") === String(traits.size) &&
        reported("mtime") === asLibvirt(traits.mtimeNs) &&
        reported("ctime") === asLibvirt(traits.ctimeNs)
    );
}

const SECOND = 1_000_000_000n;

/** In libvirt's format: a whole second has no fraction (src/conf/storage_conf.c, virStorageVolTimestampFormat). */
function asLibvirt(time: BigIntStats["mtimeNs"]): string {
    const fraction = time % SECOND;
    const seconds = String(time / SECOND);
    return fraction === 0n ? seconds : `${seconds}.${String(fraction).padStart(9, "0")}`;
}
