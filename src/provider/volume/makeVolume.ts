import { backingMissing, backingEncrypted, backingUnreadable, nameTaken } from "../../errors";
import type { StoragePool, StorageVolume } from "../../libvirt";
import type { Volume } from "../../schema/volume/volume";
import type { VolumeLayout } from "../../xml/storage/volume";
import { createVolume } from "../storage/createVolume";
import { formattedVolume } from "./formattedVolume";
import { imageLayout, type ImageLayout } from "../storage/imageLayout";
import { orPoolFull } from "../storage/poolSpace";
import { imageAccess, isReadable } from "../storage/readOnlyAccess";
import type { CreateContext } from "../lifecycle/resource";
import { domainUsing, refuseBackingFile, refuseUsedByDomain } from "../storage/volumeUsers";
import { deleteVolume, describeImage, findVolume, type Image } from "../storage/volumes";

/** Creates an empty volume or an overlay, or finishes that of an interrupted run. */
export async function makeVolume(
    inputs: Volume,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { signal } = context;
    const backing = await backingImage(inputs, context);
    const capacityBytes = inputs.capacityBytes ?? backing?.capacityBytes ?? 0;
    const name = await nameBesideUsed(inputs, context);
    const layout = { ...inputs, name, capacityBytes, backing };
    const there = await adoptExisting(`${inputs.pool}/${name}`, layout, context);
    signal.throwIfAborted();
    return orPoolFull(context, pool, name, async () => {
        if (inputs.filesystem !== undefined) return formattedVolume(layout, there, pool, context);
        return there ?? createVolume(layout, pool, context);
    });
}

/** The volume of an id if it exists as wanted; deletes another one of ours. */
async function adoptExisting(
    id: string,
    wanted: VolumeLayout,
    { libvirt, nameIsOurs }: CreateContext,
): Promise<StorageVolume | undefined> {
    const there = await findVolume(libvirt, id);
    if (there === undefined) return undefined;
    if (!nameIsOurs) throw nameTaken({ kind: "Volume", name: id, which: `path ${there.key}` });
    await refuseUsedByDomain(libvirt, id, there.key);
    const layout = await imageLayout(libvirt, there, wanted.format);
    if (layout !== undefined && isAs(wanted, layout)) {
        const capacity = BigInt(wanted.capacityBytes);
        if (layout.capacityBytes < capacity) {
            await libvirt.call("storageVolResize", { volume: there, capacity });
        }
        return there;
    }
    await refuseBackingFile(libvirt, id, there.key);
    await deleteVolume(libvirt, there);
    return undefined;
}

/** Whether a volume is as wanted, or will be after it grows. */
const isAs = (wanted: VolumeLayout, there: ImageLayout) =>
    there.format === wanted.format &&
    there.capacityBytes <= Math.ceil(wanted.capacityBytes / 1024) * 1024 &&
    there.backing?.file === wanted.backing?.file &&
    there.clusterSizeKiB === (wanted.clusterSizeKiB ?? there.clusterSizeKiB) &&
    (there.extendedL2 ?? false) === (wanted.extendedL2 ?? false) &&
    (there.isEncrypted ?? false) === (wanted.encryption !== undefined);

/**
 * `up --replace` and `state taint` create a volume again while a domain still uses the old one, and the call does not show that.
 * The new volume then gets another name, and the domain moves to it before the old one is deleted.
 */
async function nameBesideUsed(
    { pool, name = "" }: Volume,
    { libvirt, nameIsOurs }: CreateContext,
): Promise<string> {
    const there = nameIsOurs ? await findVolume(libvirt, `${pool}/${name}`) : undefined;
    const isUsed = there !== undefined && (await domainUsing(libvirt, there.key)) !== undefined;
    return isUsed ? `${name}-2` : name;
}

async function backingImage(
    { backingVolume, backingEncryption, encryption }: Volume,
    { libvirt }: CreateContext,
): Promise<Image | undefined> {
    if (backingVolume === undefined) return undefined;
    const ref = await findVolume(libvirt, backingVolume);
    if (ref === undefined) throw backingMissing({ id: backingVolume });
    const image = await describeImage(libvirt, ref);
    // libvirt does not change the owner of a backing file (xml/domain/write/drives.ts).
    if (!(await isReadable(libvirt, image.access))) {
        const { group } = await imageAccess(libvirt);
        throw backingUnreadable({ id: backingVolume, file: image.file, group });
    }
    const layout = await imageLayout(libvirt, ref, image.format);
    if (layout?.isEncrypted === true && (backingEncryption ?? encryption) === undefined) {
        throw backingEncrypted({ id: backingVolume });
    }
    return image;
}
