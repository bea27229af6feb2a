import { hostTooOld } from "../errors";
import { Libvirt } from "../libvirt";

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

const tooOld = (program: string, version: bigint, oldest: bigint) =>
    hostTooOld({ program, version: dotted(version), oldest: dotted(oldest) });

/** libvirt's number of a version as people write it. */
export const dotted = (version: bigint) =>
    `${version / 1_000_000n}.${(version / 1000n) % 1000n}.${version % 1000n}`;
