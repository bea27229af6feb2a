import type { DiskBus, Nic, Video } from "./devices";
import { editions, type Edition } from "../editions";
import { choices, DEFAULT_TUNING, type Tuning } from "./tunings";

/** The hardware that a program chooses. */
export interface Wish {
    readonly edition: Edition;
    readonly tuning?: Tuning | undefined;
    readonly diskBus?: DiskBus | undefined;
    readonly nic?: Nic | undefined;
    readonly video?: Video | undefined;
}

/** The devices, with defaults filled in. */
export function devicesFor({
    tuning = DEFAULT_TUNING,
    diskBus,
    nic,
    video,
}: Omit<Wish, "edition">) {
    return {
        diskBus: diskBus ?? choices.diskBus[tuning],
        nic: nic ?? choices.nic[tuning],
        video: video ?? choices.video[tuning],
    };
}

/** A machine's hardware as inputs of the provider: of the domain, of the disk with Windows, and the NIC's model. */
export function hardwareFor(wish: Wish) {
    const { edition, tuning = DEFAULT_TUNING } = wish;
    const { diskBus, nic, video } = devicesFor(wish);
    // Only QEMU's virtio devices support I/O threads.
    const iothreads = diskBus === "virtio" ? choices.iothreads[tuning] : undefined;
    const { cache, io, discard, detectZeroes } = choices;
    return {
        domain: {
            machineType: choices.machineType[tuning],
            cpuModel: choices.cpuModel[tuning],
            cpuFeatures: hiddenFeatures(edition, tuning).map((name) => ({
                name,
                policy: "disable",
            })),
            clock: {
                offset: choices.clockOffset[tuning],
                rtcTickPolicy: choices.rtcTickPolicy[tuning],
                pitTickPolicy: choices.pitTickPolicy[tuning],
                hpet: choices.hpet[tuning],
            },
            bootOrder: ["hd"],
            video: { model: video, vramKiB: VIDEO_MEMORY_KIB },
            usb: choices.usb[tuning],
            ...said({ iothreads }),
        },
        disk: {
            bus: diskBus,
            ...said({
                cache: cache[tuning],
                io: io[tuning],
                discard: discard[tuning],
                detectZeroes: detectZeroes[tuning],
                iothread: iothreads,
            }),
        },
        nicModel: nic,
    };
}

/** The CPU model's features that a 32-bit edition does not see. */
function hiddenFeatures(edition: Edition, tuning: Tuning): string[] {
    if (editions[edition].bits === 64) return [];
    return [...(choices.nx[tuning] ? [] : ["nx"]), ...(choices.longMode[tuning] ? [] : ["lm"])];
}

/** Leaves out undefined fields. */
function said<T extends object>(fields: T) {
    const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries) as Partial<T>; // a subset of the fields
}

/** Supported by both cards; 1280x1024 in true colour needs 5 MiB. */
const VIDEO_MEMORY_KIB = 16384;

/** Enough for XP's desktop; its setup requires 64. proof: source */
export const DEFAULT_MEMORY_MIB = 256;
