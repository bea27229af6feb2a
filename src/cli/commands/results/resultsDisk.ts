import { resultsDiskMissing } from "../../../errors";
import type { ReadDisk } from "../../../fat";
import { isNotFound, type Domain, type Libvirt, type StorageVolume } from "../../../libvirt";
import { DomainXml } from "../../../libvirt/flags";
import { openQcow2 } from "../../../diskImage/qcow2Disk";
import { openRaw } from "../../../diskImage/rawDisk";
import type { Element } from "../../../xml/tree/element";
import { parse } from "../../../xml/tree/parse";
import { all, attributesAt } from "../../../xml/tree/query";
import { RESULTS_DISK } from "../../../xp/hardware/drives";
import { inBlocks } from "./blocks";

/** The volume that a guest leaves its results on. */
export interface ResultsDisk {
    /** Id of the volume, `pool/name`. */
    readonly volume: string;
    /** What the guest has written. */
    open(): Promise<{ readonly bytes: number; readonly read: ReadDisk }>;
}

/** The disk of a domain in the place where machines have the one for results; that of release 1.0.0 is raw. */
export async function findResultsDisk(
    libvirt: Libvirt,
    domain: Domain,
    signal: AbortSignal,
): Promise<ResultsDisk> {
    const flags = DomainXml.INACTIVE;
    const xml = parse(await libvirt.call("domainGetXMLDesc", { domain, flags }));
    const disk = all(xml, "devices", "disk").find(
        (one) => attributesAt(one, "target")["dev"] === RESULTS_DISK && !isOverlay(one),
    );
    const path = disk && attributesAt(disk, "source")["file"];
    const volume = path === undefined ? undefined : await volumeAt(libvirt, path);
    if (disk === undefined || volume === undefined)
        throw resultsDiskMissing({ domain: domain.name });
    const readFile: ReadDisk = (offset, length) =>
        load(libvirt, volume, { offset, length }, signal);
    // Without the word libvirt takes it for raw.
    const isQcow2 = attributesAt(disk, "driver")["type"] === "qcow2";
    return {
        volume: `${volume.pool}/${volume.name}`,
        open: async () => {
            const { capacityBytes, read } = isQcow2
                ? await openQcow2(readFile)
                : openRaw(readFile, await sizeOf(libvirt, volume));
            const bytes = Number(capacityBytes);
            return { bytes, read: inBlocks(bytes, read) };
        },
    };
}

/** A disk on an image is none that was made for results. */
const isOverlay = (disk: Element) => all(disk, "backingStore", "source").length > 0;

async function sizeOf(libvirt: Libvirt, volume: StorageVolume): Promise<number> {
    return Number((await libvirt.call("storageVolGetInfo", { volume })).capacity);
}

async function volumeAt(libvirt: Libvirt, path: string): Promise<StorageVolume | undefined> {
    try {
        return await libvirt.call("storageVolLookupByPath", { path });
    } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
    }
}

async function load(
    libvirt: Libvirt,
    volume: StorageVolume,
    { offset, length }: { readonly offset: number; readonly length: number },
    signal: AbortSignal,
): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const part = { offset: BigInt(offset), length: BigInt(length), signal };
    for await (const chunk of libvirt.download(volume, part)) chunks.push(chunk);
    return Buffer.concat(chunks);
}
