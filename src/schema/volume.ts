import { z } from "zod";
import * as errors from "../errors";
import { Encryption } from "./encryption";
import { DiskFormat, ObjectName, Sha256, VolumeId } from "./leaves";
import { resourceSchema, type Issue } from "./resource";

const Source = z
    .strictObject({
        file: z
            .string()
            .min(1, "must not be empty")
            .describe(
                "File on the machine where Pulumi runs. Its path is not identity: the same content elsewhere is no change.",
            ),
        sha256: Sha256.optional().describe(
            "SHA-256 that the file must have. Default: the one it has at the first check.",
        ),
    })
    .meta({ id: "VolumeSource", description: "Content to upload." });

/** One image below another, as QEMU is told it; the format is written out so that none is ever probed. */
export const BackingImage = z
    .strictObject({
        file: z.string().describe("Path on the libvirt host."),
        format: DiskFormat.describe("Format of the file, never probed."),
        encryption: Encryption.optional().describe("Encryption of the image. Default: none."),
    })
    .meta({ id: "BackingImage", description: "An image below another." });
export type BackingImage = z.infer<typeof BackingImage>;

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the volume in its pool. Default: the resource's name, a dash and eight digits that change when the volume must be another one; with source, digits of its SHA-256.",
    ),
    pool: ObjectName.describe("Name of the pool."),
    format: DiskFormat.default("qcow2").describe("Format of the volume. Default: qcow2."),
    capacityBytes: z
        .int()
        .positive()
        .optional()
        .describe(
            "Size that the guest sees, in bytes. It grows in place, also under a running guest, and never shrinks. Default: that of backingVolume or of the source; required without either.",
        ),
    backingVolume: VolumeId.optional().describe(
        'Volume "pool/name" on which this one is a thin qcow2 overlay.',
    ),
    clusterSizeKiB: z
        .int()
        .min(4)
        .max(2048)
        .optional()
        .describe(
            "qcow2 cluster size in KiB, a power of two from 4 to 2048. Default: 128 for an overlay, else 64.",
        ),
    extendedL2: z
        .boolean()
        .optional()
        .describe(
            "qcow2 subclusters: scattered 4 KiB writes then allocate 4 KiB, not a cluster. Default: true for an overlay, else false.",
        ),
    encryption: Encryption.optional().describe(
        "Encrypts the volume with LUKS; with source, says with what the content is encrypted. Default: none.",
    ),
    backingEncryption: Encryption.optional().describe(
        "With what the images below are encrypted, those of them that are. Default: as encryption says.",
    ),
    source: Source.optional().describe(
        "Content to upload. The volume is then read-only (0444, root) and shared by all that have the same content.",
    ),
});
export type Volume = z.infer<typeof inputs>;

export const Volume = resourceSchema({
    token: "libvirt:index:Volume",
    description:
        "A volume in a pool: an empty one, a thin overlay on another volume, or a file's content. Replacement makes the new volume first; deletion is refused while a domain uses the volume or another volume has it as backing file.",
    inputs,
    outputs: z.object({
        name: z.string().describe("Name of the volume in its pool."),
        path: z.string().describe("Path on the libvirt host."),
        backingChain: z
            .array(BackingImage)
            .describe("Images below this one, nearest first; empty when there are none."),
    }),
    rules: [
        sourceOrBacking,
        sourceDecidesSize,
        sizeIsKnown,
        overlaysAreQcow2,
        clusterSizeIsPowerOfTwo,
        backingEncryptionNeedsBacking,
    ],
    effects: {
        name: "replace",
        pool: "replace",
        format: "replace",
        // What the program no longer says stays as large as it is.
        capacityBytes: { add: "live", update: "live", delete: "none" },
        backingVolume: "replace",
        clusterSizeKiB: "replace",
        extendedL2: "replace",
        encryption: "replace",
        backingEncryption: "replace",
        source: "replace",
        "source.file": "none",
        "source.sha256": "replace",
    },
});

export function sourceOrBacking(volume: Volume): Issue[] {
    return volume.source !== undefined && volume.backingVolume !== undefined
        ? [errors.sourceAndBacking(["source"])]
        : [];
}

/** The name tells one content from another; a layout beside it would share what is laid out otherwise. */
export function sourceDecidesSize(volume: Volume): Issue[] {
    if (volume.source === undefined) return [];
    const fields = ["capacityBytes", "clusterSizeKiB", "extendedL2"] as const;
    return fields
        .filter((field) => volume[field] !== undefined)
        .map((field) => errors.layoutBesideSource([field]));
}

export function sizeIsKnown(volume: Volume): Issue[] {
    const known = volume.source ?? volume.backingVolume ?? volume.capacityBytes;
    return known === undefined ? [errors.sizeUnknown(["capacityBytes"])] : [];
}

export function overlaysAreQcow2(volume: Volume): Issue[] {
    if (volume.format !== "raw") return [];
    const fields = ["backingVolume", "clusterSizeKiB", "extendedL2", "encryption"] as const;
    return fields
        .filter((field) => volume[field] !== undefined && volume[field] !== false)
        .map((field) => errors.notForRaw([field]));
}

export function clusterSizeIsPowerOfTwo({ clusterSizeKiB }: Volume): Issue[] {
    return clusterSizeKiB !== undefined && (clusterSizeKiB & (clusterSizeKiB - 1)) !== 0
        ? [errors.clusterSizeOdd(["clusterSizeKiB"], { value: clusterSizeKiB })]
        : [];
}

export function backingEncryptionNeedsBacking(volume: Volume): Issue[] {
    return volume.backingEncryption !== undefined && volume.backingVolume === undefined
        ? [errors.backingEncryptionAlone(["backingEncryption"])]
        : [];
}
