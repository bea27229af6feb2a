import { z } from "zod";
import { Encryption } from "../volume/encryption";

const ImageFile = z.strictObject({
    file: z.string().describe("Path on the libvirt host."),
    bytes: z.number().describe("Size of the file in bytes."),
    modified: z.string().describe("Time of the last write, as libvirt reports it."),
    sha256: z.string().describe("SHA-256 of the file."),
});

export const FrozenDisk = z
    .strictObject({
        target: z.string().describe("Target of the disk, such as hda."),
        ...ImageFile.shape,
        format: z.enum(["qcow2", "raw"]).describe("Format of the frozen image: qcow2 or raw."),
        capacityBytes: z.number().describe("Size that the guest sees, in bytes."),
        clusterSizeKiB: z
            .number()
            .optional()
            .describe("qcow2 cluster size in KiB of the layer on top of it."),
        extendedL2: z
            .boolean()
            .optional()
            .describe("Whether the layer on top of it has subclusters."),
        encryption: Encryption.optional().describe("Encryption of the image."),
    })
    .meta({
        id: "FrozenDisk",
        description: "A disk image that is not written to while the clean state exists.",
    });
export type FrozenDisk = z.infer<typeof FrozenDisk>;

/** All that a reset has to know, as it is kept beside the domain and handed to the program. */
export const CleanState = z.strictObject({
    takenAt: z.string().describe("Time at which it was taken, in UTC."),
    seconds: z.number().describe("Seconds that saving the memory and resuming from it took."),
    memoryFile: ImageFile.meta({
        id: "MemoryFile",
        description: "The guest's memory in a root-owned file, mode 0600.",
    }).describe("File with the guest's memory."),
    disks: z.array(FrozenDisk).describe("The disks as they were at that time."),
    qemuVersion: z
        .string()
        .describe("Version of QEMU that wrote the memory; no other version reads it."),
    machineType: z.string().describe("Machine type at that time."),
    memoryMiB: z.number().describe("Memory in MiB at that time."),
    cpuModel: z.string().describe("CPU model at that time."),
    hardwareSha256: z.string().describe("SHA-256 of the guest's hardware at that time."),
});
export type CleanState = z.infer<typeof CleanState>;
export type ImageFile = z.infer<typeof ImageFile>;
