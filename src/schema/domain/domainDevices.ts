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

/** Slots 3 to 27; below are the chipset and the card, above the fixed controllers (xml/pciSlots.ts). */
const PciSlot = z.int().min(3).max(27);

const Serial = z
    .string()
    .regex(
        /^[A-Za-z0-9._-]{1,20}$/,
        "must be 1 to 20 letters, digits, dots, dashes or underscores",
    );

export const Disk = z
    .strictObject({
        bus: Bus.default("ide").describe("ide, sata, scsi or virtio. Default: ide."),
        file: AbsolutePath.describe("Image on the libvirt host: a volume's path."),
        format: DiskFormat.default("qcow2").describe("Format of the image. Default: qcow2."),
        backingChain: z
            .array(BackingImage)
            .default([])
            .describe("Images below it, nearest first: a volume's backingChain. Default: none."),
        encryption: Encryption.optional().describe(
            "Encryption of the image: a volume's encryption. Default: none.",
        ),
        serial: Serial.optional().describe(
            "Serial number that the guest sees. Default: drawn from identitySeed at creation, kept after.",
        ),
        cache: z
            .enum(["none", "writethrough", "writeback", "directsync", "unsafe"])
            .optional()
            .describe(
                "none, writethrough, writeback, directsync or unsafe. Default: the hypervisor's, writeback.",
            ),
        io: z
            .enum(["threads", "native", "io_uring"])
            .optional()
            .describe("threads, native or io_uring. Default: the hypervisor's, threads."),
        iothread: z
            .int()
            .min(1)
            .optional()
            .describe(
                "Which of the domain's iothreads does the work of a virtio disk, from 1. Default: QEMU's main thread.",
            ),
        discard: z
            .enum(["ignore", "unmap"])
            .optional()
            .describe("ignore or unmap. Default: the hypervisor's, ignore."),
        detectZeroes: z
            .enum(["off", "on", "unmap"])
            .optional()
            .describe("off, on or unmap. Default: the hypervisor's, off."),
        iotune: Iotune.optional().describe("Limits of its traffic. Default: none."),
        readOnly: z
            .boolean()
            .default(false)
            .describe("Whether the guest may only read. IDE disks cannot be. Default: false."),
        pciSlot: PciSlot.optional().describe(
            "PCI slot of a virtio disk, 3 to 27. Default: the lowest free one at creation, kept after.",
        ),
    })
    .meta({ id: "DomainDisk", description: "A hard disk." });
export type Disk = z.infer<typeof Disk>;

export const Cdrom = z
    .strictObject({
        bus: z
            .enum(["ide", "sata", "scsi"])
            .default("ide")
            .describe("ide, sata or scsi. Default: ide."),
        file: AbsolutePath.optional().describe(
            "ISO image on the libvirt host. Default: none, the tray is empty.",
        ),
    })
    .meta({ id: "DomainCdrom", description: "A CD drive." });
export type Cdrom = z.infer<typeof Cdrom>;

export const Floppy = z
    .strictObject({
        file: AbsolutePath.optional().describe(
            "Raw image on the libvirt host. Default: none, the drive is empty.",
        ),
        readOnly: z
            .boolean()
            .default(false)
            .describe("Whether it is write-protected. Default: false."),
    })
    .meta({ id: "DomainFloppy", description: "A floppy drive." });
export type Floppy = z.infer<typeof Floppy>;

export const Interface = z
    .strictObject({
        mac: MacAddress.optional().describe(
            "MAC address. Default: drawn from identitySeed and the interface's name at creation, kept after.",
        ),
        network: ObjectName.describe("Name of the network it is plugged into."),
        model: z
            .enum(["rtl8139", "pcnet", "ne2k_pci", "e1000", "virtio"])
            .default("rtl8139")
            .describe("rtl8139, pcnet, ne2k_pci, e1000 or virtio. Default: rtl8139."),
        linkUp: z.boolean().default(true).describe("Whether the cable is in. Default: true."),
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
            .describe("Variables of that filter. Default: none."),
        isolatedPort: z
            .boolean()
            .default(false)
            .describe(
                "Whether the bridge keeps it from other isolated ports; the host is reached all the same. Default: false.",
            ),
        bandwidth: Bandwidth.optional().describe("Limits of its traffic. Default: none."),
        captureFile: AbsolutePath.optional().describe(
            "File on the libvirt host to which its frames are appended, as xplab capture reads them; virtlogd bounds it. In a folder called logs, or so that its name ends in -logs, below a pool's it goes with the domain, as does that folder; in the pool's own folder, where libvirt looks into files, it is refused; elsewhere it stays. Default: none.",
        ),
        pciSlot: PciSlot.optional().describe(
            "PCI slot, 3 to 27. Default: the lowest free one at creation, kept after.",
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
                "pty, which its log and the console read, or dev, a port of the host. Default: pty.",
            ),
        path: DevicePath.optional().describe(
            "With type dev, the libvirt host's port, such as /dev/ttyS0. Default: none.",
        ),
        irq: z
            .int()
            .min(3)
            .max(15)
            .optional()
            .describe(
                "Interrupt of the port, 3 to 15. Default: 4 of the first and the third, 3 of the second and the fourth.",
            ),
        logFile: AbsolutePath.optional().describe(
            "File on the libvirt host to which all output is appended. In a folder called logs, or so that its name ends in -logs, below a pool's it goes with the domain, as does that folder; in the pool's own folder, where libvirt looks into files, it is refused; elsewhere it stays. Default: none.",
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
        type: z.enum(["vnc", "spice"]).default("vnc").describe("vnc or spice. Default: vnc."),
        listen: Ipv4Address.optional().describe(
            "Address to listen on; the port is chosen at the first start and kept. Default: 127.0.0.1 without socket.",
        ),
        socket: ScreenSocket.optional().describe(
            `UNIX socket to listen on instead of an address: "${OWN_SOCKET}", which libvirt makes at each start in the guest's own folder, where only root and QEMU's user can enter, or a path outside /var/lib/libvirt/qemu. Default: none.`,
        ),
        password: Text.optional()
            .meta({ secret: true })
            .describe(
                `Password of the screen, at most 8 bytes for VNC. "${CHOSEN_PASSWORD}": a new domain gets one of its own, one that is known keeps what it has. Default: none.`,
            ),
    })
    .meta({ id: "DomainGraphics", description: "The guest's screen on the host." });
export type Graphics = z.infer<typeof Graphics>;

export const Video = z
    .strictObject({
        model: z
            .enum(["cirrus", "vga", "qxl", "virtio", "none"])
            .default("cirrus")
            .describe("cirrus, vga, qxl, virtio, or none: no card at all. Default: cirrus."),
        vramKiB: z
            .int()
            .min(1024)
            .max(1048576)
            .default(16384)
            .describe("Video memory in KiB, 1024 to 1048576. Default: 16384."),
    })
    .meta({ id: "DomainVideo", description: "The graphics card." });
export type Video = z.infer<typeof Video>;
