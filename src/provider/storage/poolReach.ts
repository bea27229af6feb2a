import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { folderClosed } from "../../errors";
import type { Libvirt, StoragePool } from "../../libvirt";
import { StoragePoolXml } from "../../libvirt/flags";
import type { EmulatorUser } from "../../xml/domain/emulatorUser";
import { parse } from "../../xml/tree/parse";
import { readPool } from "../../xml/storage/poolReading";
import { knownEmulatorUser } from "./knownEmulatorUser";

/** URIs of this machine's system daemon; any other socket may lead to another machine. */
const OWN_DAEMON = ["qemu:///system", "qemu+unix:///system"];

/** Like `refuseClosedFolder`, for the folder of an existing pool. */
export async function refuseClosedPool(libvirt: Libvirt, pool: StoragePool): Promise<void> {
    if (!OWN_DAEMON.includes(libvirt.uri)) return;
    const flags = StoragePoolXml.INACTIVE;
    const { path } = readPool(parse(await libvirt.call("storagePoolGetXMLDesc", { pool, flags })));
    if (typeof path === "string") await refuseClosedFolder(libvirt, path);
}

/**
 * Refuses a folder on this machine that QEMU's user cannot reach, such as one in a home folder: libvirt could create volumes
 * there, but no guest on them would start.
 */
export async function refuseClosedFolder(libvirt: Libvirt, folder: string): Promise<void> {
    if (!OWN_DAEMON.includes(libvirt.uri)) return;
    const user = await knownEmulatorUser(libvirt);
    // Permissions do not stop root.
    if (user === undefined || user.uid === 0) return;
    const closed = await closedOn(folder, user);
    if (closed !== undefined) throw folderClosed({ folder, closed, uid: user.uid });
}

/** The outermost folder on the path that shuts a user out. libvirt creates missing folders open. */
async function closedOn(folder: string, user: EmulatorUser): Promise<string | undefined> {
    const outer = dirname(folder);
    const closed = outer === folder ? undefined : await closedOn(outer, user);
    return closed ?? ((await isClosed(folder, user)) ? folder : undefined);
}

/**
 * Whether a folder's permissions certainly shut a user out. With x for the group, the user may be in the group, or named in an
 * access control list, whose mask then replaces the group's permissions.
 */
async function isClosed(folder: string, { uid, gid }: EmulatorUser): Promise<boolean> {
    const traits = await stat(folder).catch(() => undefined);
    if (traits === undefined) return false;
    const { mode } = traits;
    if (traits.uid === uid) return (mode & 0o100) === 0;
    if (traits.gid === gid) return (mode & 0o010) === 0;
    return (mode & 0o011) === 0;
}
