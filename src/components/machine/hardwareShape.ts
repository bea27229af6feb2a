import { z } from "zod";
import {
    DISK_BUSES,
    NICS,
    VIDEOS,
    type DiskBus,
    type Nic,
    type Video,
} from "../../xp/hardware/devices";
import { DRIVERS, type Driver } from "../../xp/hardware/drivers";
import { HALS, type Hal } from "../../xp/hardware/hal";
import { TUNINGS, type Tuning } from "../../xp/hardware/tunings";

/** What is said of an image besides its edition. */
export interface ImageFacts {
    /**
     * Drivers on the image that Windows XP does not have in the box: ahci, e1000, pcnet, virtio-blk, virtio-net.
     * @default none
     */
    drivers?: Driver[] | undefined;
    /** HAL on the image, as Device Manager has it below "Computer". @default not known */
    hal?: Hal | undefined;
}

/** What a machine chooses of its hardware. */
export interface HardwareArgs {
    /** Bus of the disk with Windows. @default ide, with tuning performance virtio */
    diskBus?: DiskBus | undefined;
    /** Network card. @default rtl8139, with tuning performance virtio */
    nic?: Nic | undefined;
    /** Graphics card. @default cirrus */
    video?: Video | undefined;
}

export interface TuningArgs {
    /** stock starts any plain Windows XP, performance one with virtio's drivers. */
    tuning?: Tuning | undefined;
}

const TUNING =
    "stock, which starts any plain Windows XP, or performance, for an image with virtio's drivers.";
const DRIVERS_THERE =
    "that XP does not have in the box: ahci, e1000, pcnet, virtio-blk, virtio-net.";
const HAL = "acpi-pc (one processor), acpi-uniprocessor or acpi-multiprocessor.";

export const TuningName = z.enum(TUNINGS).optional();
export const HalName = z.enum(HALS).optional();
export const DriverNames = z.array(z.enum(DRIVERS)).optional();

/** What a lab says for all of its machines. */
export const LabHardware = z.strictObject({
    tuning: TuningName.describe(`${TUNING} Default: stock.`),
    drivers: DriverNames.describe(`Drivers on the image ${DRIVERS_THERE} Default: none.`),
    hal: HalName.describe(`HAL on the image: ${HAL} Default: not known.`),
});

export const MachineHardware = z.strictObject({
    tuning: TuningName.describe(`${TUNING} Default: the lab's.`),
    drivers: DriverNames.describe(
        `Drivers on this machine's image ${DRIVERS_THERE} Default: the lab's.`,
    ),
    hal: HalName.describe(`HAL on this machine's image: ${HAL} Default: the lab's.`),
    diskBus: z
        .enum(DISK_BUSES)
        .optional()
        .describe(
            "Bus of the disk with Windows: ide, sata (needs driver ahci) or virtio (virtio-blk). Default: ide, with tuning performance virtio.",
        ),
    nic: z
        .enum(NICS)
        .optional()
        .describe(
            "Network card: rtl8139, pcnet, e1000 or virtio. Default: rtl8139, with tuning performance virtio.",
        ),
    video: z
        .enum(VIDEOS)
        .optional()
        .describe("Graphics card: cirrus, or vga with VESA 2.0. Default: cirrus."),
});

/** Fields that are judged together when the program runs. */
export const HARDWARE_FIELDS = ["tuning", "drivers", "hal", "diskBus", "nic", "video"] as const;
