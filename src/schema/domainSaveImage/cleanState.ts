import { z } from "zod";
import { Encryption } from "../volume/encryption";

const ImageFile = z.strictObject({
    file: z.string().describe("Path on the libvirt host."),
    bytes: z.number().describe("Size of the file."),
    modified: z.string().describe("When it was written last, as libvirt says it."),
    sha256: z.string().describe("SHA-256 of the file."),
});

export const FrozenDisk = z
    .strictObject({
        target: z.string().describe("Target of the disk, such as hda."),
        ...ImageFile.shape,
        format: z.enum(["qcow2", "raw"]).describe("Format of the frozen image."),
        capacityBytes: z.number().describe("Size that the guest sees, in bytes."),
        clusterSizeKiB: z.number().optional().describe("qcow2 cluster size of the layer on it."),
        extendedL2: z.boolean().optional().describe("Whether the layer on it has subclusters."),
        encryption: Encryption.optional().describe("Encryption of the image."),
    })
    .meta({
        id: "FrozenDisk",
        description: "An image that nobody writes to while there is a clean state.",
    });
export type FrozenDisk = z.infer<typeof FrozenDisk>;

/** All that a reset has to know, as it is kept beside the domain and told to the program. */
export const CleanState = z.strictObject({
    takenAt: z.string().describe("When it was taken, in UTC."),
    seconds: z
        .number()
        .describe("How long that took: the save of the memory and the way back to it."),
    memoryFile: ImageFile.meta({
        id: "MemoryFile",
        description: "The guest's memory in a file, 0600 and root's.",
    }),
    disks: z.array(FrozenDisk).describe("The disks as they were."),
    qemuVersion: z.string().describe("Version of QEMU that wrote the memory, and alone reads it."),
    machineType: z.string().describe("Machine type at that time."),
    memoryMiB: z.number().describe("Memory in MiB at that time."),
    cpuModel: z.string().describe("CPU model at that time."),
    hardwareSha256: z.string().describe("SHA-256 of all of the hardware at that time."),
});
export type CleanState = z.infer<typeof CleanState>;
export type ImageFile = z.infer<typeof ImageFile>;
