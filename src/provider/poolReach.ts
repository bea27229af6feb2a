import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { folderClosed } from "../errors";
import type { Libvirt, StoragePool } from "../libvirt";
import { StoragePoolXml } from "../libvirt/flags";
import { parse } from "../xml/parse";
import { readPool } from "../xml/poolReading";
import { all, textAt } from "../xml/query";

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
    const user = await knownUser(libvirt);
    if (user === undefined) return;
    const closed = await closedOn(folder, user);
    if (closed !== undefined) throw folderClosed({ folder, closed, uid: user.uid });
}

interface User {
    readonly uid: number;
    readonly gid: number;
}

const users = new WeakMap<Libvirt, Promise<User | undefined>>();

/** libvirt counts all of its host's hardware for this: it is asked once. */
function knownUser(libvirt: Libvirt): Promise<User | undefined> {
    const user = users.get(libvirt) ?? emulatorUser(libvirt);
    users.set(libvirt, user);
    user.catch(() => users.delete(libvirt));
    return user;
}

/** As whom libvirt runs QEMU; undefined where it does not say, or as root, whom no permission stops. */
async function emulatorUser(libvirt: Libvirt): Promise<User | undefined> {
    const capabilities = parse(await libvirt.call("connectGetCapabilities", {}));
    const model = all(capabilities, "host", "secmodel").find(
        (one) => textAt(one, "model") === "dac",
    );
    const label = model && textAt(model, "baselabel");
    const [, uid, gid] = /^\+?(\d+):\+?(\d+)$/.exec(label ?? "") ?? [];
    return uid === undefined || uid === "0" ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** The outermost folder on the way, itself included, that shuts a user out. What is not there yet libvirt makes open. */
async function closedOn(folder: string, user: User): Promise<string | undefined> {
    const outer = dirname(folder);
    const closed = outer === folder ? undefined : await closedOn(outer, user);
    return closed ?? ((await isClosed(folder, user)) ? folder : undefined);
}

/**
 * Whether a folder's permissions leave nothing open. With a group's x anything may be: the user may be in it, or an
 * access control list, whose mask then stands in the group's place, may name him.
 */
async function isClosed(folder: string, { uid, gid }: User): Promise<boolean> {
    const traits = await stat(folder).catch(() => undefined);
    if (traits === undefined) return false;
    const { mode } = traits;
    if (traits.uid === uid) return (mode & 0o100) === 0;
    if (traits.gid === gid) return (mode & 0o010) === 0;
    return (mode & 0o011) === 0;
}
