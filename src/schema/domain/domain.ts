import { z } from "zod";
import { Accept } from "../core/accept";
import { validateCaptureNotExtra } from "./captureRules";
import { Cdrom, Disk, Floppy, Graphics, Interface, SerialPort, Video } from "./domainDevices";
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

const CpuFeature = z
    .strictObject({
        name: z.string().min(1, "must not be empty").describe("Name of the feature, such as nx."),
        policy: z
            .enum(["force", "require", "optional", "disable", "forbid"])
            .default("require")
            .describe("force, require, optional, disable or forbid. Default: require."),
    })
    .meta({ id: "CpuFeature", description: "A feature that the CPU model gains or loses." });

const Clock = z
    .strictObject({
        offset: z
            .enum(["utc", "localtime"])
            .default("utc")
            .describe("What the guest's hardware clock holds: utc or localtime. Default: utc."),
        rtcTickPolicy: z
            .enum(["delay", "catchup", "merge"])
            .optional()
            .describe(
                "Missed ticks of the RTC: delay, catchup or merge. Default: the hypervisor's.",
            ),
        pitTickPolicy: z
            .enum(["delay", "discard"])
            .optional()
            .describe("Missed ticks of the PIT: delay or discard. Default: the hypervisor's."),
        hpet: z.boolean().default(false).describe("Whether there is an HPET. Default: false."),
    })
    .meta({ id: "DomainClock", description: "The guest's clocks." });

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the domain, unique on the host. Default: the resource's name.",
    ),
    uuid: Uuid.optional().describe(
        "UUID of the domain. Default: drawn from the owner and the URN at creation, kept after.",
    ),
    title: Text.regex(/^[^\n]*$/, "must be one line")
        .optional()
        .describe("A line for people. Default: none."),
    description: Text.optional().describe("Text for people. Default: none."),
    accelerator: z
        .enum(["auto", "kvm", "tcg"])
        .default("auto")
        .describe(
            "kvm, tcg (emulation), or auto: KVM when a trial start shows that it works here. The answer is kept for the domain's life. Default: auto.",
        ),
    machineType: z
        .string()
        .regex(/^pc-i440fx-\d+\.\d+$/, "must be a pinned i440fx machine such as pc-i440fx-7.2")
        .default("pc-i440fx-7.2")
        .describe("Machine type, i440fx of a pinned version. Default: pc-i440fx-7.2."),
    emulator: AbsolutePath.optional().describe(
        "Path of QEMU on the host. Default: libvirt's choice.",
    ),
    memoryMiB: z
        .int()
        .min(16)
        .max(1048576)
        .default(256)
        .describe("Memory in MiB, 16 to 1048576. Default: 256."),
    vcpus: z.int().min(1).max(255).default(1).describe("Virtual CPUs, one socket. Default: 1."),
    iothreads: z
        .int()
        .min(1)
        .max(16)
        .optional()
        .describe(
            "Threads of QEMU that do nothing but the work of disks, 1 to 16. Default: none, its main thread does it.",
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
            "Vendor of the CPU that the guest sees. Default: that of the CPU model, where it is known, chosen at creation and kept after; else the host's under KVM, the model's under emulation.",
        ),
    cpuFeatures: z
        .array(CpuFeature)
        .default([])
        .describe("What differs from the CPU model. Default: nothing."),
    acpi: z.boolean().default(true).describe("Whether the guest has ACPI. Default: true."),
    apic: z.boolean().default(true).describe("Whether the guest has an APIC. Default: true."),
    pae: z.boolean().default(true).describe("Whether the guest has PAE. Default: true."),
    clock: Clock.prefault({}).describe("Clocks. Default: utc, no HPET."),
    bootOrder: z
        .array(z.enum(["hd", "cdrom", "fd", "network"]))
        .min(1, "must name at least one device")
        .default(["hd"])
        .describe("Kinds of device to boot from, in order: hd, cdrom, fd, network. Default: hd."),
    disks: z.record(DiskTarget, Disk).default({}).describe("Hard disks by target. Default: none."),
    cdroms: z.record(DiskTarget, Cdrom).default({}).describe("CD drives by target. Default: none."),
    floppies: z
        .partialRecord(FloppyTarget, Floppy)
        .default({})
        .describe("Floppy drives by target, fda and fdb. Default: none."),
    interfaces: z
        .record(DeviceName, Interface)
        .default({})
        .describe("Network interfaces by a name of yours. Default: none."),
    serials: z
        .array(SerialPort)
        .max(4, "must be at most 4 ports")
        .default([])
        .describe("Serial ports, COM1 first. Default: none."),
    parallels: z
        .array(ParallelPort)
        .max(3, "must be at most 3 ports")
        .default([])
        .describe("Parallel ports, LPT1 first. Default: none."),
    hostdevs: z
        .record(DeviceName, Hostdev)
        .default({})
        .describe("Devices of the host that are the guest's, by a name of yours. Default: none."),
    graphics: Graphics.optional().describe("The screen on the host. Default: none."),
    video: Video.prefault({}).describe("The graphics card. Default: cirrus with 16384 KiB."),
    usb: z
        .boolean()
        .default(false)
        .describe("Whether there is a UHCI controller with a USB tablet. Default: false."),
    memtune: Memtune.optional().describe("Limits of memory. Default: none."),
    cputune: Cputune.optional().describe("The share of the processors. Default: all of it."),
    sharePages,
    dumpCore,
    creationDefaults: CreationDefaults.optional().describe(
        "Values that a new domain, and each new disk of one, gets for what the program leaves out, and keeps; of no effect on what exists. Default: none.",
    ),
    bornWith: BornWith.optional().describe("The former name of creationDefaults."),
    autostart: z
        .boolean()
        .default(false)
        .describe("Whether the guest starts with the host. Default: false."),
    identitySeed: z
        .string()
        .min(1, "must not be empty")
        .optional()
        .describe(
            "Text from which MAC addresses and disk serials are drawn at creation; of no effect after. Default: the UUID.",
        ),
    extraXml: z
        .array(ExtraXml)
        .default([])
        .describe(
            "Elements of libvirt's XML that no other property says, merged into the definition. Default: none.",
        ),
    powerState: z
        .enum(["running", "off"])
        .default("running")
        .describe(
            "running or off; a guest that is turned off is asked to shut down first. Default: running.",
        ),
    readyWhen: ReadyWhen.optional().describe(
        "What the guest has to show after a start of the provider's before the update counts as done. Default: nothing, it is not waited for.",
    ),
    applyChanges: z
        .enum(["restart", "nextStart"])
        .default("restart")
        .describe(
            "When a change of the hardware reaches a running guest: restart (it is shut down and started) or nextStart (after it was powered off; its own reboot is not enough). Default: restart.",
        ),
    shutdownTimeoutSeconds: z
        .int()
        .min(0)
        .max(3600)
        .default(60)
        .describe(
            "How long a guest that is asked to shut down may take before it is powered off, in seconds, 0 to 3600. Default: 60.",
        ),
    accept: Accept,
});
export type Domain = z.infer<typeof inputs>;

// https://libvirt.org/formatdomain.html
export const Domain = resourceSchema({
    token: "libvirt:index:Domain",
    description:
        "A QEMU guest on an i440fx board. Every device has its bus address from birth; a device that comes or goes moves no other.",
    inputs,
    outputs: z.object({
        accelerator: z.string().describe("kvm or tcg, chosen at creation."),
        state: z
            .string()
            .describe(
                "libvirt's word for what the guest does: running, paused, shutoff, crashed...",
            ),
        restartPending: z
            .boolean()
            .describe(
                "Whether the definition holds what the running guest gets at its next start.",
            ),
        macAddresses: z.record(z.string(), z.string()).describe("MAC address by interface."),
        addresses: z
            .record(z.string(), z.array(z.string()))
            .describe(
                "IPv4 addresses leased by libvirt, by interface; a refresh brings them up to date.",
            ),
        screen: z
            .string()
            .optional()
            .describe("Where a viewer finds the screen, such as vnc://127.0.0.1:5900."),
        readyPending: z
            .boolean()
            .optional()
            .describe(
                "Whether the guest was not seen ready since its start; the next update waits again. Absent otherwise.",
            ),
        serialLogStart: z
            .int()
            .optional()
            .describe("Bytes of COM1's log from before that start. Absent otherwise."),
        token: z.string().describe("Drawn at each creation; tells two objects of one UUID apart."),
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
