import type { Libvirt } from "../../libvirt";
import type { VolumeAccess } from "../../xml/storage/volume";
import { knownEmulatorUser } from "./knownEmulatorUser";
import type { Image } from "./volumes";

/**
 * Access to an image below others: root owns it, and QEMU's user reads it through a group of its own. That is not group kvm,
 * in which Debian runs QEMU, because people who may use /dev/kvm are in it.
 */
export async function imageAccess(libvirt: Libvirt): Promise<VolumeAccess> {
    const user = await knownEmulatorUser(libvirt);
    return { mode: "0440", group: user?.ownGroup ?? 0 };
}

/**
 * Access to a CD. libvirt gives it to QEMU's user and group when a machine first has it in a drive, and never takes read-only
 * files back (security/security_dac.c, virSecurityDACRestoreImageLabelSingle).
 */
export const CD_ACCESS: VolumeAccess = { mode: "0400", group: 0 };

/** Whether QEMU's user may read an image without a change of its owner. */
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
