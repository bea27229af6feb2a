import { resultsDiskMissing } from "../../errors";
import type { ReadDisk } from "../../fat";
import { isNotFound, type Domain, type Libvirt, type StorageVolume } from "../../libvirt";
import { DomainXml } from "../../libvirt/flags";
import { parse } from "../../xml/parse";
import { all, attributesAt } from "../../xml/query";
import { RESULTS_DISK } from "../../xp/drives";
import { inBlocks } from "./blocks";

/** The volume that a guest leaves its results on. */
export interface ResultsDisk {
    /** Id of the volume, `pool/name`. */
    readonly volume: string;
    readonly bytes: number;
    readonly reader: (signal: AbortSignal) => ReadDisk;
}

/** The raw disk of a domain in the place where machines have the one for results. */
export async function findResultsDisk(libvirt: Libvirt, domain: Domain): Promise<ResultsDisk> {
    const flags = DomainXml.INACTIVE;
    const xml = parse(await libvirt.call("domainGetXMLDesc", { domain, flags }));
    const disk = all(xml, "devices", "disk").find(
        (one) =>
            attributesAt(one, "target")["dev"] === RESULTS_DISK &&
            // Without the word libvirt takes it for raw too.
            (attributesAt(one, "driver")["type"] ?? "raw") === "raw",
    );
    const path = disk && attributesAt(disk, "source")["file"];
    const volume = path === undefined ? undefined : await volumeAt(libvirt, path);
    if (volume === undefined) throw resultsDiskMissing({ domain: domain.name });
    const { capacity } = await libvirt.call("storageVolGetInfo", { volume });
    const bytes = Number(capacity);
    return {
        volume: `${volume.pool}/${volume.name}`,
        bytes,
        reader: (signal) =>
            inBlocks(bytes, (offset, length) => load(libvirt, volume, { offset, length }, signal)),
    };
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
