import type { Libvirt } from "../../libvirt";
import type { VolumeAccess } from "../../xml/storage/volume";
import { knownEmulatorUser } from "./knownEmulatorUser";
import type { Image } from "./volumes";

/**
 * Of an image that machines stand on: root's, who alone may let others at it, and read by QEMU's user as one of a group.
 * Not by group kvm, which Debian runs QEMU in: whoever is to have /dev/kvm is put into it.
 */
export async function imageAccess(libvirt: Libvirt): Promise<VolumeAccess> {
    const user = await knownEmulatorUser(libvirt);
    return { mode: "0440", group: user?.ownGroup ?? 0 };
}

/**
 * Of a CD. libvirt gives it to QEMU's user, and to the group of QEMU's processes, when a machine first has it in a drive,
 * and never takes what is read-only back (security/security_dac.c, virSecurityDACRestoreImageLabelSingle).
 */
export const CD_ACCESS: VolumeAccess = { mode: "0400", group: 0 };

/** Whether QEMU's user may read an image that stays whose it is. */
export async function isReadable(
    libvirt: Libvirt,
    { mode, owner, group }: Image["access"],
): Promise<boolean> {
    if ((mode & 0o004) !== 0) return true;
    const user = await knownEmulatorUser(libvirt);
    if (user === undefined || user.uid === 0) return true;
    if (owner === user.uid) return (mode & 0o400) !== 0;
    return [user.gid, user.ownGroup].includes(group) && (mode & 0o040) !== 0;
}
