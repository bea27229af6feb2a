import { z } from "zod";
import { DISK_BUSES, NICS, VIDEOS } from "../../xp/hardware/devices";
import { DRIVERS } from "../../xp/hardware/drivers";
import { EDITIONS } from "../../xp/editions";
import { HALS } from "../../xp/hardware/hal";
import { TUNINGS } from "../../xp/hardware/tunings";

/** What is installed on an image. */
export const imageFields = {
    edition: z.enum(EDITIONS).optional(),
    drivers: z.array(z.enum(DRIVERS)).optional(),
    hal: z.enum(HALS).optional(),
};

/** What a machine chooses of its hardware. */
export const hardwareFields = {
    diskBus: z.enum(DISK_BUSES).optional(),
    nic: z.enum(NICS).optional(),
    video: z.enum(VIDEOS).optional(),
};

export const tuningField = z.enum(TUNINGS).optional();

/** Fields that are judged together when the program runs. */
export const HARDWARE_FIELDS = ["tuning", "drivers", "hal", "diskBus", "nic", "video"] as const;
