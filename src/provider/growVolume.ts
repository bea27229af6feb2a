import type { Libvirt, StorageVolume } from "../libvirt";
import { parse } from "../xml/parse";
import { first } from "../xml/query";
import { DomainBlockResize } from "../libvirt/flags";
import { UserError } from "./errors";
import { domainFiles } from "./hostFiles";

/** Makes a volume larger, also under a running guest, which sees it at once. */
export async function growVolume(
    libvirt: Libvirt,
    volume: StorageVolume,
    capacityBytes: number,
): Promise<void> {
    const id = `${volume.pool}/${volume.name}`;
    const { capacity } = await libvirt.call("storageVolGetInfo", { volume });
    const size = BigInt(capacityBytes);
    if (size < capacity)
        throw new UserError(
            `Volume "${id}" has ${capacity} bytes and does not shrink to ${capacityBytes}.`,
            `Set capacityBytes to ${capacity} or more.`,
        );
    const users = (await domainFiles(libvirt)).filter(({ domain }) => domain.id !== OFF);
    const writer = users.find(({ open }) => open.includes(volume.key));
    if (writer !== undefined) {
        const { domain } = writer;
        const flags = DomainBlockResize.BYTES;
        await libvirt.call("domainBlockResize", { domain, disk: volume.key, size, flags });
        return;
    }
    const reader = users.find(({ all }) => all.includes(volume.key));
    if (reader !== undefined)
        throw new UserError(
            `Volume "${id}" is below a disk of domain "${reader.domain.name}", which runs.`,
            "Shut that domain down, then run again.",
        );
    await refuseLocked(libvirt, volume, id);
    await libvirt.call("storageVolResize", { volume, capacity: size });
}

/** Only libvirt itself knows with what it encrypted a volume, and a refresh of the pool makes it forget. */
async function refuseLocked(libvirt: Libvirt, volume: StorageVolume, id: string): Promise<void> {
    const xml = parse(await libvirt.call("storageVolGetXMLDesc", { volume }));
    const encryption = first(xml, "target", "encryption");
    if (encryption === undefined || first(encryption, "secret") !== undefined) return;
    throw new UserError(
        `Volume "${id}" is encrypted, and libvirt has forgotten with which secret.`,
        "Start a domain that has it among its disks: a running one can grow it.",
    );
}

/** libvirt's id of a domain that is off. */
const OFF = -1;
