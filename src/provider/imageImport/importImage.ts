import { nameTaken, uploadElsewhere } from "../../errors";
import {
    isOperationInvalid,
    type Libvirt,
    type StoragePool,
    type StorageVolume,
} from "../../libvirt";
import type { Volume, VolumeSource } from "../../schema/volume/volume";
import { isCd } from "./source/medium";
import { copyVolume } from "../storage/copyVolume";
import { createVolume } from "../storage/createVolume";
import { withUploadableImage, type UploadableImage } from "./uploadableImage";
import { withImportLock } from "./importLock";
import { clearOrphanMark } from "../storage/orphanedImage";
import { orNoSpace, refuseFullPool } from "../storage/poolSpace";
import { CD_ACCESS, imageAccess } from "../storage/readOnlyAccess";
import type { CreateContext } from "../lifecycle/resource";
import { uploadImage } from "./upload/uploadImage";
import { refuseBackingFile, refuseUsedByDomain } from "../storage/volumeUsers";
import { deleteVolume, findStoredVolume } from "../storage/volumes";

/**
 * Imports a file as a volume. The bytes of an image go this way, and the folders here have the names of its steps:
 *
 * 1. `folder`: a folder is packed as an ISO image, which is a file from there on.
 * 2. `source`: the file is downloaded or opened, inspected and hashed.
 * 3. `convert`: a file of another format than the volume's is converted by qemu-img in a sandbox.
 * 4. `upload`: the file is uploaded into the volume and read back.
 *
 * Steps 2 and 3 are in `uploadableImage`; `importLock` lets one run at a time do all of this. libvirt cannot rename a volume,
 * so `X.part` marks X as half made until X is verified. A volume of the same content that another run has uploaded is shared.
 */
export function importImage(
    inputs: Volume,
    source: VolumeSource,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    return withImportLock(pool, inputs, context, async () => {
        const shared = await adoptExisting(inputs, context);
        if (shared !== undefined) return shared;
        return withUploadableImage({ ...inputs, source }, context, async (image) => {
            // A run on another machine may have uploaded it while this one converted.
            const there = await adoptExisting(inputs, context);
            return there ?? uploadNew(inputs, image, pool, context);
        });
    });
}

/** The volume if it exists and is whole; deletes what a killed run left of it. */
async function adoptExisting(
    { pool, name = "" }: Volume,
    { libvirt, nameIsOurs }: CreateContext,
): Promise<StorageVolume | undefined> {
    const [whole, part] = await Promise.all(
        [name, partOf(name)].map((one) => findStoredVolume(libvirt, `${pool}/${one}`)),
    );
    const there = whole ?? part;
    if (there !== undefined && !nameIsOurs) {
        throw nameTaken({
            kind: "Volume",
            name: `${pool}/${there.name}`,
            which: `path ${there.key}`,
        });
    }
    if (whole === undefined || part !== undefined) {
        await deleteHalfMade(libvirt, pool, whole, part);
        return undefined;
    }
    await clearOrphanMark(libvirt, `${pool}/${name}`);
    return whole;
}

async function uploadNew(
    { name = "", format, encryption }: Volume,
    image: UploadableImage,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { libvirt, signal } = context;
    // A mark that outlived its image would say that this one is orphaned.
    await clearOrphanMark(libvirt, `${pool.name}/${name}`);
    // libvirt has no key to copy an encrypted volume with.
    const isCopied = !image.isPlain && encryption === undefined;
    const copies = isCopied ? 2 : 1;
    const imageBytes = isCopied ? image.unpackedBytes : image.bytes;
    await refuseFullPool(context, pool, imageBytes, copies);
    const access = isCd(image.beginning) ? CD_ACCESS : await imageAccess(libvirt);
    const layout = { format, capacityBytes: image.capacityBytes, access };
    const part = await createVolume({ ...layout, name: partOf(name) }, pool, context);
    const final = { ...layout, name, encryption };
    const target = isCopied ? part : await createVolume(final, pool, context);
    return orNoSpace(context, { pool, part: target, imageBytes, copies }, async () => {
        await uploadImage({ ...image, storedAs: format }, target, context);
        const made = isCopied ? await copyVolume(part, pool, final, context) : target;
        signal.throwIfAborted();
        await deleteVolume(libvirt, part);
        return made;
    });
}

const partOf = (name: string) => `${name}.part`;

/** Deletes what a killed upload left. libvirt refuses that while another run still copies the volume. */
async function deleteHalfMade(
    libvirt: Libvirt,
    pool: string,
    whole: StorageVolume | undefined,
    part: StorageVolume | undefined,
): Promise<void> {
    try {
        if (whole !== undefined) {
            await refuseUsedByDomain(libvirt, `${pool}/${whole.name}`, whole.key);
            await refuseBackingFile(libvirt, `${pool}/${whole.name}`, whole.key);
            await deleteVolume(libvirt, whole);
        }
        if (part !== undefined) await deleteVolume(libvirt, part);
    } catch (error) {
        if (!isOperationInvalid(error) || part === undefined) throw error;
        throw uploadElsewhere({ volume: `${pool}/${part.name}` }, { cause: error });
    }
}
