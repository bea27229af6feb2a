import type { Element } from "../tree/element";
import { all, textAt } from "../tree/query";

/** As whom libvirt runs QEMU, by numbers. */
export interface EmulatorUser {
    readonly uid: number;
    /** The group of its processes; on Debian that is kvm, which people are put into. */
    readonly gid: number;
    /** A group that its processes are in and, as it comes, nobody else. */
    readonly ownGroup: number;
}

/** Debian reserves the number for user and group libvirt-qemu, and puts the one into the other (base-passwd). */
const LIBVIRT_QEMU = 64055;

/** From libvirt's capabilities. Undefined where they do not say, as of a daemon that is a user's own. */
export function emulatorUser(capabilities: Element): EmulatorUser | undefined {
    const model = all(capabilities, "host", "secmodel").find(
        (one) => textAt(one, "model") === "dac",
    );
    const label = model && textAt(model, "baselabel");
    const [, user, group] = /^\+?(\d+):\+?(\d+)$/.exec(label ?? "") ?? [];
    if (user === undefined) return undefined;
    const uid = Number(user);
    const gid = Number(group);
    return { uid, gid, ownGroup: uid === LIBVIRT_QEMU ? LIBVIRT_QEMU : gid };
}
