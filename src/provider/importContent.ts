import { nameTaken, uploadElsewhere } from "../errors";
import { isOperationInvalid, type Libvirt, type StoragePool, type StorageVolume } from "../libvirt";
import type { Volume, VolumeSource } from "../schema/volume";
import { copyVolume } from "./copyVolume";
import { createVolume } from "./createVolume";
import { withReadyImage, type ReadyImage } from "./image/sourceImage";
import { takeBack } from "./leftImage";
import { orNoSpace, refuseFullPool } from "./poolSpace";
import type { CreateContext } from "./resource";
import { uploadImage } from "./uploadImage";
import { refuseBackingFile, refuseUsedByDomain } from "./volumeUsers";
import { deleteVolume, findStoredVolume } from "./volumes";

/** Image read by all machines, written by nobody. */
export const READ_ONLY = "0444";

/**
 * A volume with a file's content. libvirt cannot rename, so the content is uploaded and verified as `X.part`, copied to
 * X, and `X.part` removed: X is whole when `X.part` is absent. What others uploaded of the same content is shared.
 */
export async function importContent(
    inputs: Volume,
    source: VolumeSource,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const shared = await takeUp(inputs, context);
    if (shared !== undefined) return shared;
    return withReadyImage({ ...inputs, source }, context, async (image) => {
        // Another run may have stored it while this one converted.
        const there = await takeUp(inputs, context);
        return there ?? store(inputs, image, pool, context);
    });
}

/** The volume when it is there and whole; what a killed run left of it is removed. */
async function takeUp(
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
    await takeBack(libvirt, `${pool}/${name}`);
    return whole;
}

async function store(
    { name = "", format, encryption }: Volume,
    image: ReadyImage,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    // A mark that outlived its image would say that nobody owns this one.
    await takeBack(context.libvirt, `${pool.name}/${name}`);
    await refuseFullPool(context, pool, image.bytes);
    const layout = { format, capacityBytes: image.capacityBytes };
    const part = { ...layout, name: partOf(name), mode: READ_ONLY };
    const half = await createVolume(part, pool, context);
    const final = { ...part, name, encryption };
    // libvirt would open the image to copy it, and has not the key: `X.part` then only marks X as half made.
    const isOpaque = encryption !== undefined;
    const target = isOpaque ? await createVolume(final, pool, context) : half;
    const space = { pool, part: target, imageBytes: image.bytes };
    return orNoSpace(context, space, async () => {
        const copy = () => copyVolume(half, pool, final, context);
        const stay = () => Promise.resolve(target);
        const made = await uploadImage(image, target, context, isOpaque ? stay : copy);
        context.signal.throwIfAborted();
        await deleteVolume(context.libvirt, half);
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
