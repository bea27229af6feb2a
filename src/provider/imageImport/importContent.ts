import { nameTaken, uploadElsewhere } from "../../errors";
import {
    isOperationInvalid,
    type Libvirt,
    type StoragePool,
    type StorageVolume,
} from "../../libvirt";
import type { Volume, VolumeSource } from "../../schema/volume/volume";
import { isCd } from "./medium";
import { copyVolume } from "../storage/copyVolume";
import { createVolume } from "../storage/createVolume";
import { withReadyImage, type ReadyImage } from "./sourceImage";
import { withImportLock } from "./importLock";
import { clearOrphanMark } from "../storage/orphanedImage";
import { orNoSpace, refuseFullPool } from "../storage/poolSpace";
import { CD_ACCESS, imageAccess } from "../storage/readOnlyAccess";
import type { CreateContext } from "../lifecycle/resource";
import { uploadImage } from "./uploadImage";
import { refuseBackingFile, refuseUsedByDomain } from "../storage/volumeUsers";
import { deleteVolume, findStoredVolume } from "../storage/volumes";

/**
 * A volume with a file's content. libvirt cannot rename: while `X.part` is there X is half made, and it goes when X is
 * verified. What others uploaded of the same content is shared.
 */
export function importContent(
    inputs: Volume,
    source: VolumeSource,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    return withImportLock(pool, inputs, context, async () => {
        const shared = await adoptExisting(inputs, context);
        if (shared !== undefined) return shared;
        return withReadyImage({ ...inputs, source }, context, async (image) => {
            // A run of another machine may have stored it while this one converted.
            const there = await adoptExisting(inputs, context);
            return there ?? store(inputs, image, pool, context);
        });
    });
}

/** The volume when it is there and whole; what a killed run left of it is removed. */
async function adoptExisting(
    { pool, name = "" }: Volume,
    { libvirt, nameIsOurs }: CreateContext,
): Promise<StorageVolume | undefined> {
    const [whole, part] = await Promise.all(
        [name, partOf(name)].map((one) => findStoredVolume(libvirt, `${pool}/${one}`)),
    );
    const there = whole ?? part;
    if (there !== undefined && !nameIsOurs)
        throw nameTaken({
            kind: "Volume",
            name: `${pool}/${there.name}`,
            which: `path ${there.key}`,
        });
    if (whole === undefined || part !== undefined) {
        await removeHalfMade(libvirt, pool, whole, part);
        return undefined;
    }
    await clearOrphanMark(libvirt, `${pool}/${name}`);
    return whole;
}

async function store(
    { name = "", format, encryption }: Volume,
    image: ReadyImage,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { libvirt, signal } = context;
    // A mark that outlived its image would say that nobody owns this one.
    await clearOrphanMark(libvirt, `${pool.name}/${name}`);
    // What is encrypted libvirt cannot copy, as it has not the key.
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

/** What a killed upload left; while another run still copies it, libvirt refuses to delete it. */
async function removeHalfMade(
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
