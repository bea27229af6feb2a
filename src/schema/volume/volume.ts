import { z } from "zod";
import * as errors from "../../errors";
import { Accept } from "../core/accept";
import { Encryption } from "./encryption";
import { DiskFormat, ObjectName, Sha256, VolumeId, WEB_ADDRESS } from "../core/leaves";
import { resourceSchema, type Issue } from "../core/resource";

/** Formats of images that are uploaded as they are or converted first. */
export const SourceFormat = z.enum(["qcow2", "raw", "vmdk", "vdi", "vhd", "vhdx"]);
export type SourceFormat = z.infer<typeof SourceFormat>;

const Source = z
    .strictObject({
        file: z
            .string()
            .min(1, "must not be empty")
            .optional()
            .describe(
                "File on the machine where Pulumi runs. The same content at another path does not count as a change. Default: none; one of file, folder and url is required.",
            ),
        folder: z
            .string()
            .min(1, "must not be empty")
            .optional()
            .describe(
                "Folder on the machine where Pulumi runs, packed as an ISO 9660 image with Joliet for a CD drive. Another path or other file dates do not count as a change. Links in it are followed and must not lead out of it. Default: none.",
            ),
        url: z
            .string()
            .regex(WEB_ADDRESS, 'must be like "https://host/xp.qcow2", without a user or password')
            .optional()
            .describe(
                "http or https address from which the file is downloaded once, into the cache of the machine where Pulumi runs. Default: none.",
            ),
        sha256: Sha256.optional().describe(
            "SHA-256 that the file must have before any conversion; required with url. Default: its hash at the first check; for a folder, the hash of its names and content.",
        ),
        format: SourceFormat.optional().describe(
            "Format of the file: qcow2, raw, vmdk, vdi, vhd or vhdx. If it differs from the volume's, qemu-img converts the file on the machine where Pulumi runs. Default: detected from its first bytes; for a volume of format raw, raw.",
        ),
    })
    .meta({ id: "VolumeSource", description: "Content to upload." });
export type VolumeSource = z.infer<typeof Source>;

/** One image below another, as QEMU is told it; the format is written out so that none is ever probed. */
export const BackingImage = z
    .strictObject({
        file: z.string().describe("Path of the image on the libvirt host."),
        format: DiskFormat.describe("Format of the image, qcow2 or raw, never probed."),
        encryption: Encryption.optional().describe("Encryption of the image. Default: none."),
    })
    .meta({ id: "BackingImage", description: "An image below another." });
export type BackingImage = z.infer<typeof BackingImage>;

const FileSystem = z
    .strictObject({
        type: z
            .enum(["fat16", "fat32"])
            .describe("fat16 (8 MiB to 2 GiB) or fat32 (64 MiB to 2 TiB)."),
        label: z
            .string()
            .regex(
                /^[A-Z0-9_-]{1,11}$/,
                "must be 1 to 11 capital letters, digits, underscores or dashes",
            )
            .optional()
            .describe(
                "Name that the guest shows for the drive: 1 to 11 capital letters, digits, underscores or dashes. Default: none.",
            ),
    })
    .meta({
        id: "VolumeFileSystem",
        description: "An empty file system in the disk's only partition.",
    });

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the volume in its pool. Default: the resource's name, a dash and eight hexadecimal digits that change when the volume must be replaced; with source, digits of its SHA-256.",
    ),
    pool: ObjectName.describe("Name of the pool."),
    format: DiskFormat.default("qcow2").describe(
        "Format of the volume: qcow2 or raw. Default: qcow2.",
    ),
    capacityBytes: z
        .int()
        .positive()
        .optional()
        .describe(
            "Size that the guest sees, in bytes, 1 or more. It can grow in place, even under a running guest, and never shrinks. Default: that of backingVolume or of source; required without either.",
        ),
    backingVolume: VolumeId.optional().describe(
        'Volume "pool/name" on which this one is a thin qcow2 overlay. Default: none.',
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
            "Whether the qcow2 image has subclusters, so that scattered 4 KiB writes allocate 4 KiB instead of a cluster. Default: true for an overlay, else false.",
        ),
    encryption: Encryption.optional().describe(
        "LUKS encryption of the volume; with source, the encryption that the content has. Default: none.",
    ),
    backingEncryption: Encryption.optional().describe(
        "Encryption of the encrypted images below this one. Default: the same as encryption.",
    ),
    keep: z
        .boolean()
        .optional()
        .describe(
            "Whether to refuse every change that would replace the volume. To refuse its deletion, use Pulumi's option protect. Default: false.",
        ),
    filesystem: FileSystem.optional().describe(
        "File system to create in the new volume, in one partition from 1 MiB to the end. It does not grow. Default: none; the volume is empty.",
    ),
    movesFrom: ObjectName.optional().describe(
        "Name of a raw volume in the same pool that this one replaces; its content is copied. Default: the resource's previous volume, if it was raw and of this size.",
    ),
    source: Source.optional().describe(
        "Content to upload. The volume is then read-only, and only root and QEMU's user can open it; resources whose file or url has the same content share one volume. Default: none.",
    ),
    accept: Accept,
});
export type Volume = z.infer<typeof inputs>;

export const Volume = resourceSchema({
    token: "libvirt:index:Volume",
    description:
        "A volume in a pool: empty, formatted, a thin overlay on another volume, or the content of a file or folder. Replacement creates the new volume first. Deletion is refused while a domain uses the volume or another volume has it as backing file. Uploaded content stays while overlays depend on it, and is deleted with the last of them.",
    inputs,
    outputs: z.object({
        name: z.string().describe("Name of the volume in its pool."),
        path: z.string().describe("Path on the libvirt host."),
        backingChain: z
            .array(BackingImage)
            .describe("Images below this one, nearest first; empty when there are none."),
    }),
    rules: [
        validateContentOrigin,
        validateSource,
        validateUrlHash,
        validateSourceSize,
        validateSize,
        validateOverlayFormat,
        validateClusterSize,
        validateBackingEncryption,
        validateFolderFormat,
        validateFilesystem,
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
        keep: "none",
        movesFrom: "none",
        filesystem: "replace",
        source: "replace",
        "source.file": "none",
        "source.folder": "none",
        "source.url": "none",
        "source.sha256": "replace",
        accept: "none",
    },
});

export function validateContentOrigin(volume: Volume): Issue[] {
    return volume.source !== undefined && volume.backingVolume !== undefined
        ? [errors.sourceAndBacking(["source"])]
        : [];
}

export function validateSource({ source }: Volume): Issue[] {
    if (source === undefined) return [];
    const given = [source.file, source.url, source.folder].filter((one) => one !== undefined);
    return given.length === 1 ? [] : [errors.sourceNotOne(["source"])];
}

/** Without it nobody could tell before the download which volume it is. */
export function validateUrlHash({ source }: Volume): Issue[] {
    return source?.url !== undefined && source.sha256 === undefined
        ? [errors.urlNeedsSha256(["source", "sha256"])]
        : [];
}

/** The name tells one content from another; a layout beside it would share what is laid out otherwise. */
export function validateSourceSize(volume: Volume): Issue[] {
    if (volume.source === undefined) return [];
    const fields = ["capacityBytes", "clusterSizeKiB", "extendedL2", "filesystem"] as const;
    return fields
        .filter((field) => volume[field] !== undefined)
        .map((field) => errors.layoutBesideSource([field]));
}

export function validateSize(volume: Volume): Issue[] {
    const known = volume.source ?? volume.backingVolume ?? volume.capacityBytes;
    return known === undefined ? [errors.sizeUnknown(["capacityBytes"])] : [];
}

export function validateOverlayFormat(volume: Volume): Issue[] {
    if (volume.format !== "raw") return [];
    const fields = ["backingVolume", "clusterSizeKiB", "extendedL2", "encryption"] as const;
    return fields
        .filter((field) => volume[field] !== undefined && volume[field] !== false)
        .map((field) => errors.notForRaw([field]));
}

export function validateClusterSize({ clusterSizeKiB }: Volume): Issue[] {
    return clusterSizeKiB !== undefined && (clusterSizeKiB & (clusterSizeKiB - 1)) !== 0
        ? [errors.clusterSizeOdd(["clusterSizeKiB"], { value: clusterSizeKiB })]
        : [];
}

export function validateBackingEncryption(volume: Volume): Issue[] {
    return volume.backingEncryption !== undefined && volume.backingVolume === undefined
        ? [errors.backingEncryptionAlone(["backingEncryption"])]
        : [];
}

export function validateFolderFormat({ source, format }: Volume): Issue[] {
    return source?.folder !== undefined && format !== "raw"
        ? [errors.rawAlone(["format"], { property: "source.folder" })]
        : [];
}

const MIB = 2 ** 20;

/** With the cluster sizes of Microsoft's tables (fatgen103, page 20), and 32 bits for the number of sectors. */
const FILE_SYSTEM_LIMITS: Readonly<Partial<Record<string, Limits>>> = {
    fat16: { min: 8 * MIB, max: 2048 * MIB, text: "8 MiB to 2 GiB" },
    fat32: { min: 64 * MIB, max: 2 ** 41 - MIB, text: "64 MiB to 2 TiB" },
};

interface Limits {
    readonly min: number;
    readonly max: number;
    readonly text: string;
}

export function validateFilesystem({ filesystem, capacityBytes }: Volume): Issue[] {
    if (filesystem === undefined) return [];
    const { type } = filesystem;
    // A rule meets values that are not known yet.
    const limits = FILE_SYSTEM_LIMITS[type];
    const isOutside = ({ min, max }: Limits, bytes: number) => bytes < min || bytes > max;
    return [
        ...(limits !== undefined && capacityBytes !== undefined && isOutside(limits, capacityBytes)
            ? [errors.fileSystemWrongSize(["capacityBytes"], { type, range: limits.text })]
            : []),
    ];
}
