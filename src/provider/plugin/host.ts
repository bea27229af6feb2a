import { hostTooOld } from "../../errors";
import { Libvirt } from "../../libvirt";
import { dotted, OLDEST } from "../../libvirt/versions";

/** Opens a host; refuses one that is too old. The mock driver has no QEMU. */
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
