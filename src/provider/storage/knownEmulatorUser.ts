import type { Libvirt } from "../../libvirt";
import { emulatorUser, type EmulatorUser } from "../../xml/domain/emulatorUser";
import { parse } from "../../xml/tree/parse";

const users = new WeakMap<Libvirt, Promise<EmulatorUser | undefined>>();

/** The user that a host runs QEMU as. Asks once, because libvirt scans all of the host's hardware for it. */
export function knownEmulatorUser(libvirt: Libvirt): Promise<EmulatorUser | undefined> {
    const known = users.get(libvirt);
    if (known !== undefined) return known;
    const user = ask(libvirt);
    users.set(libvirt, user);
    user.catch(() => users.delete(libvirt));
    return user;
}

const ask = async (libvirt: Libvirt) =>
    emulatorUser(parse(await libvirt.call("connectGetCapabilities", {})));
