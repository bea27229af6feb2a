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
                "ISO image on the machine where Pulumi runs. The same content at another path does not count as a change.",
            ),
        sha256: Sha256.optional().describe(
            "SHA-256 that the file must have. Default: its hash at the first check.",
        ),
    })
    .meta({ id: "InstallationCd", description: "The CD that the guest installs from." });

const Media = z
    .strictObject({
        folder: z
            .string()
            .min(1, "must not be empty")
            .describe(
                "Folder on the machine where Pulumi runs; the CD holds everything in it. The same names and content at another path do not count as a change.",
            ),
        sha256: Sha256.optional().describe(
            "SHA-256 of the folder's names and content. A program cannot set it. Default: their hash at the first check.",
        ),
    })
    .meta({ id: "InstallationMedia", description: "A second CD, made from a folder." });

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
        description: "The hardware of the guest during the installation; fields as in Domain.",
    });

const Phase = z
    .strictObject({
        name: z.string().min(1, "must not be empty").describe("Human-readable name of the phase."),
        restarts: z
            .int()
            .min(0)
            .optional()
            .describe(
                "Number of restarts after which the phase begins, 0 or more; 0 is the first start. Default: none.",
            ),
        serialText: z
            .string()
            .min(1, "must not be empty")
            .optional()
            .describe("Text in a COM1 line that marks the start of the phase. Default: none."),
    })
    .meta({ id: "InstallationPhase", description: "A phase of an installation." });

/** What a file in the only folder of a floppy may be called. */
export const FLOPPY_NAME = /^[A-Z0-9_$~!#%&@^-]{1,8}(\.[A-Z0-9_$~!#%&@^-]{1,3})?$/;

const FloppyName = z
    .string()
    .regex(FLOPPY_NAME, "must be eight capital letters or digits and three, such as WINNT.SIF");

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the volume in its pool. Default: the resource's name, a dash and eight hexadecimal digits that change when it must be installed again.",
    ),
    uuid: Uuid.optional().describe(
        "UUID of the domain for the installation; the next run finds an interrupted one by it. Default: derived from the owner and the URN at creation, then kept.",
    ),
    pool: ObjectName.describe("Name of the pool."),
    capacityBytes: z
        .int()
        .positive()
        .describe("Size of the disk that the guest sees, in bytes, 1 or more."),
    diskBus: z
        .enum(["ide", "sata", "virtio"])
        .default("ide")
        .describe("Bus of the disk: ide (hda), sata (sda) or virtio (vda). Default: ide."),
    domain: Hardware.prefault({}).describe("Hardware of the guest. Default: that of a Domain."),
    cd: Cd.describe("The CD in drive hdc; the guest starts from it while the disk is empty."),
    media: Media.optional().describe(
        "A second CD, in drive hdd, with drivers and programs to install. Default: none.",
    ),
    floppyFiles: z
        .record(FloppyName, z.string())
        .default({})
        .meta({ secret: true })
        .describe(
            "Files on the floppy in drive fda, by name (8.3, capital letters); each character is one byte, 1457664 bytes and 224 files at most. They are on the host only during the installation, and are then overwritten. Default: none.",
        ),
    answers: z
        .string()
        .min(1, "must not be empty")
        .optional()
        .meta({ secret: true })
        .describe(
            "What the files on the floppy say, in any form. While it is the same, other floppyFiles install nothing. Default: none; then any change of floppyFiles installs again.",
        ),
    formerFloppyFiles: z
        .record(FloppyName, z.string())
        .optional()
        .meta({ secret: true })
        .describe(
            "floppyFiles as an earlier release wrote them from the same answers: a volume that was installed with them, without answers, is not installed again. Not stored. Default: none.",
        ),
    phases: z
        .array(Phase)
        .default([])
        .describe("Phases of the installation, shown as they begin. Default: none."),
    doneText: z
        .string()
        .min(1, "must not be empty")
        .describe(
            "Text in a COM1 line that marks the end of the installation; the guest then powers itself off.",
        ),
    warningText: z
        .string()
        .min(1, "must not be empty")
        .optional()
        .describe(
            "Text at the beginning of COM1 lines about something that went wrong without ending the installation; the update shows these lines as warnings. Default: none.",
        ),
    timeoutSeconds: z
        .int()
        .min(10)
        .max(86400)
        .default(7200)
        .describe("Seconds that the installation may take, 10 to 86400. Default: 7200."),
    accept: Accept,
});
export type InstalledVolume = z.infer<typeof inputs>;

export const InstalledVolume = resourceSchema({
    token: "libvirt:index:InstalledVolume",
    description:
        "A volume on which a guest installs an operating system, from a CD with answers on a floppy: a read-only qcow2 image that only root and QEMU's user can open. The installation runs in a domain of its own, without a network; the domain, the CDs and the floppy are removed when it is done. An interrupted installation restarts from scratch. Deleted like a Volume with a source.",
    inputs,
    outputs: z.object({
        name: z.string().describe("Name of the volume in its pool."),
        path: z.string().describe("Path on the libvirt host."),
        format: z.string().describe("Format of the volume: qcow2."),
        sha256: z.string().describe("SHA-256 of the volume's file."),
        backingChain: z.array(BackingImage).describe("Images below this one; always empty."),
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
        // Whether the floppy's change counts is decided in the check, which keeps the old one's record.
        answers: "none",
        formerFloppyFiles: "none",
        phases: "none",
        doneText: "none",
        warningText: "none",
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
