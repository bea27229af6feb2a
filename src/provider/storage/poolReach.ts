import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { folderClosed } from "../../errors";
import type { Libvirt, StoragePool } from "../../libvirt";
import { StoragePoolXml } from "../../libvirt/flags";
import type { EmulatorUser } from "../../xml/domain/emulatorUser";
import { parse } from "../../xml/tree/parse";
import { readPool } from "../../xml/storage/poolReading";
import { knownEmulatorUser } from "./knownEmulatorUser";

/** URIs of this machine's own daemon for the whole system; behind another socket there may be any machine. */
const OWN_DAEMON = ["qemu:///system", "qemu+unix:///system"];

/** As `refuseClosedFolder`, of the folder of a pool that is there. */
export async function refuseClosedPool(libvirt: Libvirt, pool: StoragePool): Promise<void> {
    if (!OWN_DAEMON.includes(libvirt.uri)) return;
    const flags = StoragePoolXml.INACTIVE;
    const { path } = readPool(parse(await libvirt.call("storagePoolGetXMLDesc", { pool, flags })));
    if (typeof path === "string") await refuseClosedFolder(libvirt, path);
}

/**
 * Refuses a folder on this machine that QEMU's user cannot get to, such as one in a home folder: libvirt would make
 * volumes there, and each guest on them would fail to start.
 */
export async function refuseClosedFolder(libvirt: Libvirt, folder: string): Promise<void> {
    if (!OWN_DAEMON.includes(libvirt.uri)) return;
    const user = await knownEmulatorUser(libvirt);
    // No permission stops root.
    if (user === undefined || user.uid === 0) return;
    const closed = await closedOn(folder, user);
    if (closed !== undefined) throw folderClosed({ folder, closed, uid: user.uid });
}

/** The outermost folder on the way, itself included, that shuts a user out. What is not there yet libvirt makes open. */
async function closedOn(folder: string, user: EmulatorUser): Promise<string | undefined> {
    const outer = dirname(folder);
    const closed = outer === folder ? undefined : await closedOn(outer, user);
    return closed ?? ((await isClosed(folder, user)) ? folder : undefined);
}

/**
 * Whether a folder's permissions leave nothing open. With a group's x anything may be: the user may be in it, or an
 * access control list, whose mask then stands in the group's place, may name him.
 */
async function isClosed(folder: string, { uid, gid }: EmulatorUser): Promise<boolean> {
    const traits = await stat(folder).catch(() => undefined);
    if (traits === undefined) return false;
    const { mode } = traits;
    if (traits.uid === uid) return (mode & 0o100) === 0;
    if (traits.gid === gid) return (mode & 0o010) === 0;
    return (mode & 0o011) === 0;
}
