import { z } from "zod";
import { Accept } from "../core/accept";
import { validateCaptureNotExtra } from "./captureRules";
import { Cdrom, Disk, Floppy, Graphics, Interface, SerialPort, Video } from "./domainDevices";
import { Clock, CpuFeature } from "./domainBoard";
import { domainEffects } from "./domainEffects";
import { BornWith, CreationDefaults, Cputune, dumpCore, Memtune, sharePages } from "./domainLimits";
import { ExtraXml, validateExtraXml } from "./extraXml";
import {
    Hostdev,
    validateHostdevs,
    ParallelPort,
    validateSerialDevices,
    validateUsbPortsUnique,
} from "./hostDevices";
import { AbsolutePath, ObjectName, Text, Uuid } from "../core/leaves";
import {
    validateIdeDisks,
    validateIothreads,
    validateListen,
    validateMacsUnique,
    validateFilterParameters,
    validatePciSlotsUnique,
    validateDiskSlots,
    validateTargetsUnique,
    validateTargets,
    validateVncPassword,
} from "./domainRules";
import { ReadyWhen } from "./readyWhen";
import {
    validateReadyAddress,
    validateGuestAgent,
    validateReadyWhen,
    validateSerialText,
    validateSettling,
} from "./readyWhenRules";
import { validateHardLimit, validateLimitsNotExtra, validateLimitsSet } from "./domainLimitsRules";
import { resourceSchema } from "../core/resource";

const DiskTarget = z
    .string()
    .regex(
        /^(hd|sd|vd)[a-z]$/,
        "must be a target such as hda (ide), sda (sata, scsi) or vda (virtio)",
    );
const FloppyTarget = z.enum(["fda", "fdb"]);
const DeviceName = z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be lower-case letters, digits and dashes");

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the domain, unique on the host. Default: the resource's name.",
    ),
    uuid: Uuid.optional().describe(
        "UUID of the domain. Default: derived from the owner and the URN at creation, then kept.",
    ),
    title: Text.regex(/^[^\n]*$/, "must be one line")
        .optional()
        .describe("One line of human-readable text. Default: none."),
    description: Text.optional().describe("Human-readable text. Default: none."),
    accelerator: z
        .enum(["auto", "kvm", "tcg"])
        .default("auto")
        .describe(
            "kvm, tcg (emulation) or auto, which uses KVM if a trial start shows that it works. The choice is kept for the domain's life. Default: auto.",
        ),
    machineType: z
        .string()
        .regex(/^pc-i440fx-\d+\.\d+$/, "must be a pinned i440fx machine such as pc-i440fx-7.2")
        .default("pc-i440fx-7.2")
        .describe("Machine type: i440fx in a pinned version. Default: pc-i440fx-7.2."),
    emulator: AbsolutePath.optional().describe(
        "Path of QEMU on the libvirt host. Default: libvirt's choice.",
    ),
    memoryMiB: z
        .int()
        .min(16)
        .max(1048576)
        .default(256)
        .describe("Memory in MiB, 16 to 1048576. Default: 256."),
    vcpus: z
        .int()
        .min(1)
        .max(255)
        .default(1)
        .describe("Number of virtual CPUs, as cores of one socket, 1 to 255. Default: 1."),
    iothreads: z
        .int()
        .min(1)
        .max(16)
        .optional()
        .describe(
            "Number of extra QEMU threads for disk I/O, 1 to 16. Default: none; QEMU's main thread does the I/O.",
        ),
    cpuModel: z
        .string()
        .regex(/^[A-Za-z0-9._-]+$/, "must be a CPU model that libvirt knows, such as qemu64")
        .default("qemu64")
        .describe("CPU model, as libvirt names it. Default: qemu64."),
    cpuVendorId: z
        .string()
        .regex(/^[A-Za-z0-9 ]{12}$/, "must be a vendor's 12 characters, such as AuthenticAMD")
        .optional()
        .describe(
            "Vendor of the CPU that the guest sees, 12 characters such as AuthenticAMD. Default: with qemu64, qemu32, kvm64 and kvm32 the CPU model's vendor, chosen at creation and then kept; with other models the host's vendor under KVM, and the model's under emulation.",
        ),
    cpuFeatures: z
        .array(CpuFeature)
        .default([])
        .describe("Features that differ from the CPU model. Default: none."),
    acpi: z.boolean().default(true).describe("Whether the guest has ACPI. Default: true."),
    apic: z.boolean().default(true).describe("Whether the guest has an APIC. Default: true."),
    pae: z.boolean().default(true).describe("Whether the guest has PAE. Default: true."),
    clock: Clock.prefault({}).describe("The guest's clocks. Default: utc, no HPET."),
    bootOrder: z
        .array(z.enum(["hd", "cdrom", "fd", "network"]))
        .min(1, "must name at least one device")
        .default(["hd"])
        .describe(
            "Kinds of device to boot from, in this order: hd, cdrom, fd, network. Default: hd.",
        ),
    disks: z
        .record(DiskTarget, Disk)
        .default({})
        .describe(
            "Hard disks by target: hda (ide), sda (sata or scsi), vda (virtio) and so on. Default: none.",
        ),
    cdroms: z
        .record(DiskTarget, Cdrom)
        .default({})
        .describe("CD drives by target: hda (ide), sda (sata or scsi) and so on. Default: none."),
    floppies: z
        .partialRecord(FloppyTarget, Floppy)
        .default({})
        .describe("Floppy drives by target, fda and fdb. Default: none."),
    interfaces: z
        .record(DeviceName, Interface)
        .default({})
        .describe(
            "Network interfaces by a name of your choice: lower-case letters, digits and dashes, at most 31 characters. Default: none.",
        ),
    serials: z
        .array(SerialPort)
        .max(4, "must be at most 4 ports")
        .default([])
        .describe("Serial ports, COM1 first, at most 4. Default: none."),
    parallels: z
        .array(ParallelPort)
        .max(3, "must be at most 3 ports")
        .default([])
        .describe("Parallel ports, LPT1 first, at most 3. Default: none."),
    hostdevs: z
        .record(DeviceName, Hostdev)
        .default({})
        .describe("Host devices that the guest uses, by a name of your choice. Default: none."),
    graphics: Graphics.optional().describe("The guest's screen on the host. Default: none."),
    video: Video.prefault({}).describe("The graphics card. Default: cirrus with 16384 KiB."),
    usb: z
        .boolean()
        .default(false)
        .describe("Whether the guest has a UHCI controller with a USB tablet. Default: false."),
    memtune: Memtune.optional().describe("Memory limit. Default: none."),
    cputune: Cputune.optional().describe("Share of the host's processors. Default: no limit."),
    sharePages,
    dumpCore,
    creationDefaults: CreationDefaults.optional().describe(
        "Values that a new domain or disk takes for omitted fields, and then keeps. Existing ones do not change. Default: none.",
    ),
    bornWith: BornWith.optional().describe("The former name of creationDefaults. Default: none."),
    autostart: z
        .boolean()
        .default(false)
        .describe("Whether the guest starts with the host. Default: false."),
    identitySeed: z
        .string()
        .min(1, "must not be empty")
        .optional()
        .describe(
            "Text from which MAC addresses and disk serials are derived at creation; a later change has no effect. Default: the UUID.",
        ),
    extraXml: z
        .array(ExtraXml)
        .default([])
        .describe(
            "Elements of libvirt's domain XML that have no field here, merged into the definition. Default: none.",
        ),
    powerState: z
        .enum(["running", "off"])
        .default("running")
        .describe(
            "running or off. With off, the guest is asked to shut down, and powered off if it does not. Default: running.",
        ),
    readyWhen: ReadyWhen.optional().describe(
        "Conditions that the guest must meet after the provider starts it, before the update counts as done. Default: none; the update does not wait.",
    ),
    applyChanges: z
        .enum(["restart", "nextStart"])
        .default("restart")
        .describe(
            "When a hardware change reaches a running guest: restart (the provider shuts it down and starts it) or nextStart (at its next start after a power-off; a reboot from inside is not enough). Default: restart.",
        ),
    shutdownTimeoutSeconds: z
        .int()
        .min(0)
        .max(3600)
        .default(60)
        .describe(
            "Seconds that the guest may take to shut down before it is powered off, 0 to 3600. Default: 60.",
        ),
    accept: Accept,
});
export type Domain = z.infer<typeof inputs>;

// https://libvirt.org/formatdomain.html
export const Domain = resourceSchema({
    token: "libvirt:index:Domain",
    description:
        "A QEMU guest on an i440fx board. Each device gets its bus address at creation; adding or removing a device does not move the others.",
    inputs,
    outputs: z.object({
        accelerator: z.string().describe("The accelerator in use, kvm or tcg, chosen at creation."),
        state: z
            .string()
            .describe("libvirt's name for the guest's state: running, paused, shutoff, crashed..."),
        restartPending: z
            .boolean()
            .describe(
                "Whether the definition has changes that the running guest gets at its next start.",
            ),
        macAddresses: z.record(z.string(), z.string()).describe("MAC address by interface."),
        addresses: z
            .record(z.string(), z.array(z.string()))
            .describe(
                "IPv4 addresses leased by libvirt's DHCP server, by interface; a refresh updates them.",
            ),
        screen: z
            .string()
            .optional()
            .describe(
                "Where a viewer finds the screen, such as vnc://127.0.0.1:5900; absent without one.",
            ),
        readyPending: z
            .boolean()
            .optional()
            .describe(
                "True when the guest was not ready in time after its start; the next update waits again. Absent otherwise.",
            ),
        serialLogStart: z
            .int()
            .optional()
            .describe(
                "While readyPending: size of COM1's log in bytes before that start. Absent otherwise.",
            ),
        token: z
            .string()
            .describe("Random at each creation; distinguishes two objects with the same UUID."),
    }),
    rules: [
        validateTargets,
        validateTargetsUnique,
        validateIdeDisks,
        validateDiskSlots,
        validateIothreads,
        validateListen,
        validateVncPassword,
        validateMacsUnique,
        validatePciSlotsUnique,
        validateFilterParameters,
        validateSerialDevices,
        validateHostdevs,
        validateUsbPortsUnique,
        validateExtraXml,
        validateReadyWhen,
        validateSettling,
        validateReadyAddress,
        validateSerialText,
        validateGuestAgent,
        validateHardLimit,
        validateLimitsSet,
        validateLimitsNotExtra,
        validateCaptureNotExtra,
    ],
    effects: domainEffects,
    replaceWhenUnknown: ["disks", "interfaces"],
    formerNames: { bornWith: "creationDefaults" },
});
