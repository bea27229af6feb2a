import { volumeAt } from "../../cleanState/files";
import { cleanStateBelow, volumeBelowGuest, volumeLocked, volumeShrinks } from "../../errors";
import type { Libvirt, StorageVolume } from "../../libvirt";
import { activeFile } from "../../xml/domain/activeLayer";
import { parse } from "../../xml/tree/parse";
import { first } from "../../xml/tree/query";
import { DomainBlockResize } from "../../libvirt/flags";
import { isActive } from "../../libvirt/handles";
import { domainFiles } from "../storage/hostFiles";

/** Grows a volume. A running guest sees the new size at once. */
export async function growVolume(
    libvirt: Libvirt,
    volume: StorageVolume,
    capacityBytes: number,
): Promise<void> {
    const id = `${volume.pool}/${volume.name}`;
    const { capacity } = await libvirt.call("storageVolGetInfo", { volume });
    const size = BigInt(capacityBytes);
    if ([size, inWholeKiB(size)].includes(capacity)) return;
    if ((await volumeAt(libvirt, activeFile(volume.key))) !== undefined) {
        throw cleanStateBelow({ id, layer: activeFile(id) });
    }
    if (size < capacity) throw volumeShrinks({ id, bytes: capacity, wanted: capacityBytes });
    const users = (await domainFiles(libvirt)).filter(({ domain }) => isActive(domain));
    const writer = users.find(({ open }) => open.includes(volume.key));
    if (writer !== undefined) {
        const { domain } = writer;
        const flags = DomainBlockResize.BYTES;
        await libvirt.call("domainBlockResize", { domain, disk: volume.key, size, flags });
        return;
    }
    const reader = users.find(({ all }) => all.includes(volume.key));
    if (reader !== undefined) throw volumeBelowGuest({ id, domain: reader.domain.name });
    await refuseLocked(libvirt, volume, id);
    await libvirt.call("storageVolResize", { volume, capacity: size });
}

/** QEMU and libvirt round up. */
const inWholeKiB = (bytes: bigint) => ((bytes + 1023n) / 1024n) * 1024n;

/** To grow an encrypted volume, libvirt must know its secret, which it forgets when it refreshes the pool. */
async function refuseLocked(libvirt: Libvirt, volume: StorageVolume, id: string): Promise<void> {
    const xml = parse(await libvirt.call("storageVolGetXMLDesc", { volume }));
    const encryption = first(xml, "target", "encryption");
    if (encryption === undefined || first(encryption, "secret") !== undefined) return;
    throw volumeLocked({ id });
}
