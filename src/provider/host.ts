import { Libvirt } from "../libvirt";
import { UserError } from "./errors";

/** The oldest that are supported, in libvirt's arithmetic: major * 1,000,000 + minor * 1,000. */
const OLDEST = { libvirt: 9_000_000n, qemu: 7_002_000n } as const;

/** Opens a host and refuses one that is too old. The mock driver has no QEMU to be old. */
export async function openHost(uri: string): Promise<Libvirt> {
    const libvirt = await Libvirt.open(uri);
    const [library, type, hypervisor] = await Promise.all([
        libvirt.call("connectGetLibVersion", {}),
        libvirt.call("connectGetType", {}),
        libvirt.call("connectGetVersion", {}),
    ]);
    if (library < OLDEST.libvirt) throw tooOld("libvirt", library, OLDEST.libvirt);
    if (type === "QEMU" && hypervisor < OLDEST.qemu) throw tooOld("QEMU", hypervisor, OLDEST.qemu);
    return libvirt;
}

function tooOld(what: string, version: bigint, oldest: bigint): UserError {
    return new UserError(
        `The host runs ${what} ${dotted(version)}.`,
        `Upgrade it to ${dotted(oldest)} or newer.`,
    );
}

/** libvirt's number of a version as people write it. */
export const dotted = (version: bigint) =>
    `${version / 1_000_000n}.${(version / 1000n) % 1000n}.${version % 1000n}`;
