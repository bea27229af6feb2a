import type { Libvirt, StorageVolume } from "../../libvirt";
import { Encryption } from "../../schema/volume/encryption";
import type { BackingImage } from "../../schema/volume/volume";
import { backingChain } from "../storage/backingChain";
import { imageLayout, type ImageLayout } from "../storage/imageLayout";
import type { Qcow2Backing } from "../../diskImage/qcow2Layout";
import type { Observed } from "../lifecycle/resource";
import { findVolume } from "../storage/volumes";
import { isRecord, type Properties } from "../lifecycle/wire";

/** A volume as it is on the host; undefined when it is gone. */
export async function observeVolume(
    libvirt: Libvirt,
    id: string,
    state: Properties,
): Promise<Observed | undefined> {
    const volume = await findVolume(libvirt, id);
    return volume && describeVolume(libvirt, volume, state);
}

/** Like `observeVolume`, for a volume that was found; undefined when its file is gone. */
export async function describeVolume(
    libvirt: Libvirt,
    volume: StorageVolume,
    state: Properties,
): Promise<Observed | undefined> {
    const layout = await imageLayout(libvirt, volume, state["format"]);
    if (layout === undefined) return undefined;
    const { file, format, capacityBytes, clusterSizeKiB, extendedL2, isEncrypted, backing } =
        layout;
    const chain = backing && (await chainBelow(libvirt, backing, state));
    const inputs = {
        pool: volume.pool,
        name: volume.name,
        format,
        capacityBytes: asRequested(state["capacityBytes"], capacityBytes),
        backingVolume: chain?.volume,
        encryption: isEncrypted === true ? state["encryption"] : undefined,
        backingEncryption: state["backingEncryption"],
        clusterSizeKiB,
        extendedL2,
        source: sourceAsSeen(state, layout),
        // A guest may have written anything since it was formatted.
        filesystem: state["filesystem"],
    };
    const known = Object.entries(inputs).filter(([, value]) => value !== undefined);
    return {
        id: `${volume.pool}/${volume.name}`,
        inputs: Object.fromEntries(known),
        outputs: {
            name: volume.name,
            path: file,
            backingChain: chain?.images ?? [],
            ...(state["source"] === undefined ? {} : { [STORED]: storedOf(layout) }),
        },
    };
}

/** Size and age of a read-only image when it was uploaded. Pulumi hides it. */
const STORED = "__stored";

/** In whole seconds, because some backups restore times only so. */
const storedOf = ({ capacityBytes, fileBytes, writtenAt }: ImageLayout) =>
    `${capacityBytes}-${fileBytes}-${writtenAt}`;

/** The host cannot tell which file was uploaded, only that the volume has changed. */
function sourceAsSeen({ source, [STORED]: stored }: Properties, layout: ImageLayout): unknown {
    if (!isRecord(source) || typeof stored !== "string") return source;
    // Older states have no time.
    if (`${storedOf(layout)}-`.startsWith(`${stored}-`)) return source;
    const writtenAt = new Date(layout.writtenAt * 1000).toISOString();
    const seen = `${layout.fileBytes} bytes, written at ${writtenAt}`;
    return { ...source, sha256: `changed on the host: ${seen}` };
}

/** QEMU and libvirt round up to whole KiB, which is no drift. */
const asRequested = (requested: unknown, size: number) =>
    typeof requested === "number" && Math.ceil(requested / 1024) * 1024 === size ? requested : size;

interface Chain {
    /** Id of the volume directly below; undefined for an image in no pool. */
    readonly volume: string | undefined;
    readonly images: readonly BackingImage[];
}

/** The images below a volume. While their pool is inactive, a file counts as the volume that the state names. */
async function chainBelow(
    libvirt: Libvirt,
    backing: Qcow2Backing,
    state: Properties,
): Promise<Chain> {
    const known = knownChain(state, backing.file);
    const layers = await backingChain(libvirt, backing, secretBelow(state));
    const volume = layers[0]?.volume;
    if (volume === undefined && known !== undefined) return known;
    return { volume: known?.volume ?? volume, images: layers.map(({ image }) => image) };
}

/** From the state, because the host does not know the secret of an encrypted image. */
function secretBelow({ backingEncryption, encryption }: Properties): Encryption | undefined {
    const known = Encryption.safeParse(backingEncryption ?? encryption);
    return known.success ? known.data : undefined;
}

/** The state's chain, if it begins with the same file. */
function knownChain({ backingVolume, backingChain }: Properties, file: string): Chain | undefined {
    if (typeof backingVolume !== "string" || !Array.isArray(backingChain)) return undefined;
    const images = backingChain as BackingImage[]; // as an earlier call gave it
    return images[0]?.file === file ? { volume: backingVolume, images } : undefined;
}
