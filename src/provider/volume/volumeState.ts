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

/** The same of a volume that was found; undefined when only libvirt's record of it is left. */
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
        capacityBytes: asAsked(state["capacityBytes"], capacityBytes),
        backingVolume: chain?.volume,
        encryption: isEncrypted === true ? state["encryption"] : undefined,
        backingEncryption: state["backingEncryption"],
        clusterSizeKiB,
        extendedL2,
        source: sourceAsSeen(state, layout),
        // A guest may write anything into a formatted one.
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

/** Size and age of an uploaded image when it was stored, on which nobody may write. Pulumi hides it. */
const STORED = "__stored";

/** A backup brings a file back with the time of its last change, some of them in whole seconds. */
const storedOf = ({ capacityBytes, fileBytes, writtenAt }: ImageLayout) =>
    `${capacityBytes}-${fileBytes}-${writtenAt}`;

/** Which file it was uploaded from the host cannot say, only that its own is another one. */
function sourceAsSeen({ source, [STORED]: stored }: Properties, layout: ImageLayout): unknown {
    if (!isRecord(source) || typeof stored !== "string") return source;
    // The time came with a later release.
    if (`${storedOf(layout)}-`.startsWith(`${stored}-`)) return source;
    const writtenAt = new Date(layout.writtenAt * 1000).toISOString();
    const seen = `${layout.fileBytes} bytes, written at ${writtenAt}`;
    return { ...source, sha256: `changed on the host: ${seen}` };
}

/** QEMU and libvirt make volumes of whole KiB: what is asked for in between is no drift. */
const asAsked = (asked: unknown, size: number) =>
    typeof asked === "number" && Math.ceil(asked / 1024) * 1024 === size ? asked : size;

interface Chain {
    /** Id of the volume that is right below, when it is one. */
    readonly volume: string | undefined;
    readonly images: readonly BackingImage[];
}

/** What stands below. While its pool is inactive, a file is believed to be the volume that it was. */
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

/** The host does not know with what an image is encrypted, only that it is. */
function secretBelow({ backingEncryption, encryption }: Properties): Encryption | undefined {
    const known = Encryption.safeParse(backingEncryption ?? encryption);
    return known.success ? known.data : undefined;
}

/** What the state says of what is below, as long as the same file is. */
function knownChain({ backingVolume, backingChain }: Properties, file: string): Chain | undefined {
    if (typeof backingVolume !== "string" || !Array.isArray(backingChain)) return undefined;
    const images = backingChain as BackingImage[]; // as an earlier call gave it
    return images[0]?.file === file ? { volume: backingVolume, images } : undefined;
}
