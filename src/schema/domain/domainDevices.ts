import { z } from "zod";
import { Bandwidth, Iotune } from "./domainLimits";
import { Encryption } from "../volume/encryption";
import { DevicePath } from "./hostDevices";
import {
    AbsolutePath,
    DiskFormat,
    FilterName,
    Ipv4Address,
    MacAddress,
    ObjectName,
    Text,
} from "../core/leaves";
import { BackingImage } from "../volume/volume";

// https://libvirt.org/formatdomain.html#devices

const Bus = z.enum(["ide", "sata", "scsi", "virtio"]);

/** Slots 3 to 27; below are the chipset and the card, above the fixed controllers (xml/domain/write/pciSlots.ts). */
const PciSlot = z.int().min(3).max(27);

const Serial = z
    .string()
    .regex(
        /^[A-Za-z0-9._-]{1,20}$/,
        "must be 1 to 20 letters, digits, dots, dashes or underscores",
    );

export const Disk = z
    .strictObject({
        bus: Bus.default("ide").describe(
            "Bus of the disk: ide, sata, scsi or virtio. Default: ide.",
        ),
        file: AbsolutePath.describe("Path of the image on the libvirt host: a volume's path."),
        format: DiskFormat.default("qcow2").describe(
            "Format of the image: qcow2 or raw. Default: qcow2.",
        ),
        backingChain: z
            .array(BackingImage)
            .default([])
            .describe("Images below it, nearest first: a volume's backingChain. Default: none."),
        encryption: Encryption.optional().describe(
            "Encryption of the image: a volume's encryption. Default: none.",
        ),
        serial: Serial.optional().describe(
            "Serial number that the guest sees: 1 to 20 letters, digits, dots, dashes or underscores. Default: derived from identitySeed at creation, then kept.",
        ),
        cache: z
            .enum(["none", "writethrough", "writeback", "directsync", "unsafe"])
            .optional()
            .describe(
                "QEMU's cache mode: none, writethrough, writeback, directsync or unsafe. Default: the hypervisor's, writeback.",
            ),
        io: z
            .enum(["threads", "native", "io_uring"])
            .optional()
            .describe(
                "QEMU's I/O mode: threads, native or io_uring. Default: the hypervisor's, threads.",
            ),
        iothread: z
            .int()
            .min(1)
            .optional()
            .describe(
                "Number of the domain's iothread that serves a virtio disk, 1 or more. Default: QEMU's main thread.",
            ),
        discard: z
            .enum(["ignore", "unmap"])
            .optional()
            .describe(
                "What the guest's discard requests do: ignore, or unmap, which frees space on the host. Default: the hypervisor's, ignore.",
            ),
        detectZeroes: z
            .enum(["off", "on", "unmap"])
            .optional()
            .describe(
                "Whether QEMU detects writes of zeroes: off, on or unmap. Default: the hypervisor's, off.",
            ),
        iotune: Iotune.optional().describe("I/O limits. Default: none."),
        readOnly: z
            .boolean()
            .default(false)
            .describe(
                "Whether the disk is read-only, which an IDE disk cannot be. Default: false.",
            ),
        pciSlot: PciSlot.optional().describe(
            "PCI slot of a virtio disk, 3 to 27. Default: the lowest free one at creation, then kept.",
        ),
    })
    .meta({ id: "DomainDisk", description: "A hard disk." });
export type Disk = z.infer<typeof Disk>;

export const Cdrom = z
    .strictObject({
        bus: z
            .enum(["ide", "sata", "scsi"])
            .default("ide")
            .describe("Bus of the drive: ide, sata or scsi. Default: ide."),
        file: AbsolutePath.optional().describe(
            "Path of the ISO image on the libvirt host. Default: none; the tray is empty.",
        ),
    })
    .meta({ id: "DomainCdrom", description: "A CD drive." });
export type Cdrom = z.infer<typeof Cdrom>;

export const Floppy = z
    .strictObject({
        file: AbsolutePath.optional().describe(
            "Path of the raw image on the libvirt host. Default: none; the drive is empty.",
        ),
        readOnly: z
            .boolean()
            .default(false)
            .describe("Whether the floppy is write-protected. Default: false."),
    })
    .meta({ id: "DomainFloppy", description: "A floppy drive." });
export type Floppy = z.infer<typeof Floppy>;

const WHERE_LOGS_GO =
    "Refused directly in a pool's folder, where libvirt probes files. In a folder below it whose name is logs or ends in -logs, the file and that folder are deleted with the domain; elsewhere they are kept.";

export const Interface = z
    .strictObject({
        mac: MacAddress.optional().describe(
            "MAC address. Default: derived from identitySeed and the interface's name at creation, then kept.",
        ),
        network: ObjectName.describe("Name of the network that it is plugged into."),
        model: z
            .enum(["rtl8139", "pcnet", "ne2k_pci", "e1000", "virtio"])
            .default("rtl8139")
            .describe("Network card: rtl8139, pcnet, ne2k_pci, e1000 or virtio. Default: rtl8139."),
        linkUp: z
            .boolean()
            .default(true)
            .describe("Whether the cable is plugged in. Default: true."),
        filter: FilterName.optional().describe("Name of the network filter. Default: none."),
        filterParameters: z
            .record(
                z.string().regex(/^[A-Za-z0-9_]+$/, "must be letters, digits and underscores"),
                z
                    .string()
                    .regex(
                        /^[A-Za-z0-9_.:]+$/,
                        "must be letters, digits, dots, colons and underscores",
                    ),
            )
            .default({})
            .describe("Variables of the network filter, by name. Default: none."),
        isolatedPort: z
            .boolean()
            .default(false)
            .describe(
                "Whether the bridge blocks traffic between it and other isolated ports; traffic to the host still passes. Default: false.",
            ),
        bandwidth: Bandwidth.optional().describe("Traffic limits. Default: none."),
        captureFile: AbsolutePath.optional().describe(
            `Path on the libvirt host of a file to which its frames are appended, for xplab capture; virtlogd limits its size. ${WHERE_LOGS_GO} Default: none.`,
        ),
        pciSlot: PciSlot.optional().describe(
            "PCI slot, 3 to 27. Default: the lowest free one at creation, then kept.",
        ),
    })
    .meta({ id: "DomainInterface", description: "A network interface." });
export type Interface = z.infer<typeof Interface>;

export const SerialPort = z
    .strictObject({
        type: z
            .enum(["pty", "dev"])
            .default("pty")
            .describe(
                "pty, which the log and the console read, or dev, a serial port of the host. Default: pty.",
            ),
        path: DevicePath.optional().describe(
            "With type dev: the libvirt host's port, such as /dev/ttyS0. Default: none.",
        ),
        irq: z
            .int()
            .min(3)
            .max(15)
            .optional()
            .describe(
                "Interrupt of the port, 3 to 15. Default: 4 for the first and the third port, 3 for the second and the fourth.",
            ),
        logFile: AbsolutePath.optional().describe(
            `Path on the libvirt host of a file to which all output is appended. ${WHERE_LOGS_GO} Default: none.`,
        ),
    })
    .meta({ id: "DomainSerial", description: "A serial port." });
export type SerialPort = z.infer<typeof SerialPort>;

/** Longer than a password of VNC's can be, so that nobody's password is taken for it. */
export const CHOSEN_PASSWORD = "chosen at birth";

/** A socket that libvirt places in the guest's own folder, where only root and QEMU's user can enter. */
export const OWN_SOCKET = "auto";

const ScreenSocket = z
    .string()
    .regex(
        /^(auto|\/[^\x00-\x1f]*)$/,
        `must be "${OWN_SOCKET}" or an absolute path without control characters`,
    );

export const Graphics = z
    .strictObject({
        type: z
            .enum(["vnc", "spice"])
            .default("vnc")
            .describe("Protocol: vnc or spice. Default: vnc."),
        listen: Ipv4Address.optional().describe(
            "IPv4 address to listen on; the port is chosen at the first start and then kept. Default: 127.0.0.1 without socket.",
        ),
        socket: ScreenSocket.optional().describe(
            `UNIX socket to listen on instead of an address: "${OWN_SOCKET}", which libvirt makes at each start in a folder that only root and QEMU's user can enter, or a path outside /var/lib/libvirt/qemu. Default: none.`,
        ),
        password: Text.optional()
            .meta({ secret: true })
            .describe(
                `Password of the screen, at most 8 bytes for VNC. With "${CHOSEN_PASSWORD}" a new domain gets a random password, and an existing one keeps its own. Default: none.`,
            ),
    })
    .meta({ id: "DomainGraphics", description: "The guest's screen on the host." });
export type Graphics = z.infer<typeof Graphics>;

export const Video = z
    .strictObject({
        model: z
            .enum(["cirrus", "vga", "qxl", "virtio", "none"])
            .default("cirrus")
            .describe("cirrus, vga, qxl, virtio, or none for no card. Default: cirrus."),
        vramKiB: z
            .int()
            .min(1024)
            .max(1048576)
            .default(16384)
            .describe("Video memory in KiB, 1024 to 1048576. Default: 16384."),
    })
    .meta({ id: "DomainVideo", description: "The graphics card." });
export type Video = z.infer<typeof Video>;
