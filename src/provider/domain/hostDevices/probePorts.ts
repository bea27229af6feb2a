import { hostPortUnusable } from "../../../errors";
import { LibvirtError, type Libvirt } from "../../../libvirt";
import type { Domain } from "../../../schema/domain/domain";
import { parallelXml, serialXml } from "../../../xml/domain/write/ports";
import type { DomainType } from "../accelerator/accelerator";
import { withPausedGuest } from "../pausedGuest";

/**
 * Opens the ports in a diskless guest that never runs: libvirt lists no ports of its host, so its error is the only way to
 * learn about them. Skips ports that the domain already has open.
 */
export async function probePorts(
    libvirt: Libvirt,
    { name = "", serials, parallels }: Domain,
    type: DomainType,
    had: readonly string[],
): Promise<void> {
    const isNew = ({ path }: { path?: string | undefined }) =>
        path !== undefined && !had.includes(path);
    const [newSerials, newParallels] = [serials.filter(isNew), parallels.filter(isNew)];
    const ports = [...newSerials, ...newParallels].flatMap(({ path }) => path ?? []);
    if (ports.length === 0) return;
    const devices = [
        // Log and interrupt do not depend on the host's port.
        ...newSerials.map(({ type: kind, path }, port) => serialXml({ type: kind, path }, port)),
        ...newParallels.map(parallelXml),
    ];
    try {
        const guest = { prefix: "xplab-probe-ports", type, devices };
        await withPausedGuest(libvirt, guest, () => Promise.resolve());
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        throw hostPortUnusable({ name, ports, reason: error.message }, { cause: error });
    }
}
