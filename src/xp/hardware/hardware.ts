import type { DiskBus, Nic, Video } from "./devices";
import { editions, type Edition } from "../editions";
import { choices, DEFAULT_TUNING, type Tuning } from "./tunings";

/** What is chosen of a machine's hardware. */
export interface Wish {
    readonly edition: Edition;
    readonly tuning?: Tuning | undefined;
    readonly diskBus?: DiskBus | undefined;
    readonly nic?: Nic | undefined;
    readonly video?: Video | undefined;
}

/** The devices that it comes to. */
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

/** A machine's hardware in the provider's words: the domain's fields, those of the disk with Windows, the NIC's model. */
export function hardwareFor(wish: Wish) {
    const { edition, tuning = DEFAULT_TUNING } = wish;
    const { diskBus, nic, video } = devicesFor(wish);
    // QEMU's virtio devices alone have threads of their own.
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

/** What a 32-bit edition does not see of the CPU model. */
function hiddenFeatures(edition: Edition, tuning: Tuning): string[] {
    if (editions[edition].bits === 64) return [];
    return [...(choices.nx[tuning] ? [] : ["nx"]), ...(choices.longMode[tuning] ? [] : ["lm"])];
}

/** Without the fields of which nothing is said. */
function said<T extends object>(fields: T) {
    const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries) as Partial<T>; // what is left of it
}

/** What both cards have room for: 1280x1024 in true colour takes 5 MiB. */
const VIDEO_MEMORY_KIB = 16384;

/** Of which the guest's share is easily enough for XP's desktop; its setup asks for 64. proof: source */
export const DEFAULT_MEMORY_MIB = 256;
