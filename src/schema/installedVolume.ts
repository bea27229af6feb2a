import { z } from "zod";
import * as errors from "../errors";
import { Accept } from "./core/accept";
import { Domain } from "./domain/domain";
import { ObjectName, Sha256, Uuid } from "./core/leaves";
import { resourceSchema, type Issue } from "./core/resource";
import { BackingImage } from "./volume/volume";

const Cd = z
    .strictObject({
        file: z
            .string()
            .min(1, "must not be empty")
            .describe(
                "ISO image on the machine where Pulumi runs. Its path is not identity: the same content elsewhere is no change.",
            ),
        sha256: Sha256.optional().describe(
            "SHA-256 that the file must have. Default: the one it has at the first check.",
        ),
    })
    .meta({ id: "InstallationCd", description: "The CD that a guest installs itself from." });

const Media = z
    .strictObject({
        folder: z
            .string()
            .min(1, "must not be empty")
            .describe(
                "Folder on the machine where Pulumi runs, of which a CD is made: all that is in it. Its path is not identity: the same names and content elsewhere are no change.",
            ),
        sha256: Sha256.optional().describe(
            "SHA-256 of its names and contents. It cannot be given. Default: the one it has at the first check.",
        ),
    })
    .meta({ id: "InstallationMedia", description: "A second CD, made of a folder." });

/** What of a guest's hardware an installation may need to be another one; drives, ports and boot order are its own. */
const Hardware = Domain.inputs
    .pick({
        accelerator: true,
        machineType: true,
        emulator: true,
        memoryMiB: true,
        vcpus: true,
        cpuModel: true,
        cpuFeatures: true,
        acpi: true,
        apic: true,
        pae: true,
        clock: true,
        video: true,
    })
    .meta({
        id: "InstallationDomain",
        description: "The hardware that a guest installs itself on, as of a Domain.",
    });

const Phase = z
    .strictObject({
        name: z.string().min(1, "must not be empty").describe("What the guest does, for people."),
        restarts: z
            .int()
            .min(0)
            .optional()
            .describe("It begins after so many restarts; 0 is the first start. Default: none."),
        serialText: z
            .string()
            .min(1, "must not be empty")
            .optional()
            .describe("It begins when a line on COM1 has this text. Default: none."),
    })
    .meta({ id: "InstallationPhase", description: "A part of an installation." });

/** What a file in the only folder of a floppy may be called. */
export const FLOPPY_NAME = /^[A-Z0-9_$~!#%&@^-]{1,8}(\.[A-Z0-9_$~!#%&@^-]{1,3})?$/;

const FloppyName = z
    .string()
    .regex(FLOPPY_NAME, "must be eight capital letters or digits and three, such as WINNT.SIF");

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the volume in its pool. Default: the resource's name, a dash and eight digits that change when it must be installed anew.",
    ),
    uuid: Uuid.optional().describe(
        "UUID of the domain that installs, by which a run that was cut off is found. Default: drawn from the owner and the URN at creation, kept after.",
    ),
    pool: ObjectName.describe("Name of the pool."),
    capacityBytes: z.int().positive().describe("Size of the disk that the guest sees, in bytes."),
    diskBus: z
        .enum(["ide", "sata", "virtio"])
        .default("ide")
        .describe("Bus of the disk, which is hda, sda or vda. Default: ide."),
    domain: Hardware.prefault({}).describe("Hardware of the guest. Default: that of a Domain."),
    cd: Cd.describe("Image of the CD in hdc, from which the guest starts while the disk is empty."),
    media: Media.optional().describe(
        "A second CD, in hdd: drivers and programs that are installed along. Default: none.",
    ),
    floppyFiles: z
        .record(FloppyName, z.string())
        .default({})
        .meta({ secret: true })
        .describe(
            "Files of the floppy in fda by name; each character stands for a byte. They are on the host while the guest installs, and overwritten after. Default: none.",
        ),
    phases: z
        .array(Phase)
        .default([])
        .describe("Parts of the installation, told as they begin. Default: none."),
    doneText: z
        .string()
        .min(1, "must not be empty")
        .describe(
            "What a line on COM1 has when all is installed; the guest then powers itself off.",
        ),
    timeoutSeconds: z
        .int()
        .min(10)
        .max(86400)
        .default(7200)
        .describe("How long the guest may take, in seconds, 10 to 86400. Default: 7200."),
    accept: Accept,
});
export type InstalledVolume = z.infer<typeof inputs>;

export const InstalledVolume = resourceSchema({
    token: "libvirt:index:InstalledVolume",
    description:
        "A volume that a guest installs itself on, from a CD and with the answers on a floppy: a qcow2 image, read-only, for root and QEMU's user alone. A domain of its own does it, without a network; it, the CDs and the floppy are gone when the volume is there. An installation that was cut off begins anew. Deletion as of a Volume with a source.",
    inputs,
    outputs: z.object({
        name: z.string().describe("Name of the volume in its pool."),
        path: z.string().describe("Path on the libvirt host."),
        format: z.string().describe("Format of the volume: qcow2."),
        sha256: z.string().describe("SHA-256 of the volume's file."),
        backingChain: z.array(BackingImage).describe("Images below this one: none."),
    }),
    rules: [validateFileContents, validateFloppyRoom],
    effects: {
        name: "replace",
        uuid: "none",
        pool: "replace",
        capacityBytes: "replace",
        // Windows starts from the bus that it was installed on.
        diskBus: "replace",
        // Windows chooses its HAL by processors, ACPI and APIC; on other hardware the same system starts.
        domain: "none",
        "domain.vcpus": "replace",
        "domain.acpi": "replace",
        "domain.apic": "replace",
        cd: "replace",
        "cd.file": "none",
        "cd.sha256": "replace",
        media: "replace",
        "media.folder": "none",
        "media.sha256": "replace",
        floppyFiles: "replace",
        phases: "none",
        doneText: "none",
        timeoutSeconds: "none",
        accept: "none",
    },
});

/** What a floppy of 1.44 MB has for files, each filled up to whole sectors. */
const ROOM_BYTES = 1_457_664;
const SECTOR_BYTES = 512;
const MOST_FILES = 224;

export function validateFileContents({ floppyFiles }: InstalledVolume): Issue[] {
    return contents(floppyFiles)
        .filter(([, content]) => /[^\x00-\xff]/.test(content))
        .map(([name]) => errors.notSingleBytes(["floppyFiles", name]));
}

export function validateFloppyRoom({ floppyFiles }: InstalledVolume): Issue[] {
    const room = floppyRoom(floppyFiles);
    return room.isEnough ? [] : [errors.floppyFull(["floppyFiles"], room)];
}

/** What files take on a floppy, and whether it has that. */
export function floppyRoom(files: InstalledVolume["floppyFiles"]) {
    const all = contents(files);
    const bytes = all.reduce(
        (sum, [, { length }]) => sum + Math.ceil(length / SECTOR_BYTES) * SECTOR_BYTES,
        0,
    );
    const isEnough = bytes <= ROOM_BYTES && all.length <= MOST_FILES;
    return { bytes, most: ROOM_BYTES, files: all.length, isEnough };
}

/** Rules meet values that are not known yet. */
const contents = (files: Readonly<Record<string, unknown>>) =>
    Object.entries({ ...files }).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
    );
