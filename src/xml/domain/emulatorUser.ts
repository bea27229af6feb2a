import type { Element } from "../tree/element";
import { all, textAt } from "../tree/query";

/** The ids that libvirt runs QEMU with. */
export interface EmulatorUser {
    readonly uid: number;
    /** The group of its processes; on Debian that is kvm, which people join too. */
    readonly gid: number;
    /** A group of its processes that by default has no other members. */
    readonly ownGroup: number;
}

/** Debian reserves this id for the user and the group libvirt-qemu, and puts the user into the group (base-passwd). */
const LIBVIRT_QEMU = 64055;

/** Reads libvirt's capabilities. Undefined if they lack the ids, as those of a session daemon do. */
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
