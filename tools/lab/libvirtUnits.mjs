// @ts-check
import { findExecutable } from "./executables.mjs";

/** virtproxyd, which serves libvirtd's socket, is the last. */
const modularUnits = ["qemu", "network", "nodedev", "nwfilter", "secret", "storage", "proxy"].map(
    (name) => `virt${name}d`,
);

/**
 * The units of systemd that serve libvirt: some distributions have only the modular daemons.
 * @param {(name: string) => string | undefined} [find]
 */
export function libvirtUnits(find = findExecutable) {
    const isModular = find("libvirtd") === undefined && find("virtqemud") !== undefined;
    return isModular ? modularUnits : ["libvirtd"];
}
