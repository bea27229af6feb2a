import type * as pulumi from "@pulumi/pulumi";
import type { BEYOND } from "../../schema/core/accept";
import type { DiskBus, Nic, Video } from "../../xp/hardware/devices";
import type { Driver } from "../../xp/hardware/drivers";
import type { Edition } from "../../xp/editions";
import type { Hal } from "../../xp/hardware/hal";
import type { Tuning } from "../../xp/hardware/tunings";
import type { CleanStateArgs } from "./cleanState";
import type { HostDevicesArgs } from "./hostDevices";
import type { LimitsArgs } from "./limits";
import type { ReadyWhenArgs } from "./readyWhen";
import type { ResultsArgs } from "./results";
import type { Screen } from "./screen";

/** What is installed on an image. */
export interface ImageFacts {
    /**
     * Edition of Windows XP on the image: home, professional or professional-x64.
     * @default professional
     * @defaultInLab the lab's
     */
    edition?: Edition | undefined;
    /**
     * Drivers on the image that Windows XP does not include: ahci, e1000, pcnet, virtio-blk, virtio-net.
     * @default none
     * @defaultInLab the lab's
     */
    drivers?: Driver[] | undefined;
    /**
     * HAL on the image, as Device Manager shows it below Computer: acpi-pc (one processor), acpi-uniprocessor or
     * acpi-multiprocessor.
     * @default unknown and not checked
     * @defaultInLab the lab's
     */
    hal?: Hal | undefined;
}

/** What a lab sets for all machines, and a machine can set for itself. */
export interface CommonSettings extends ImageFacts {
    /**
     * stock, which starts any plain Windows XP, or performance, which needs virtio drivers on the image.
     * @default stock
     * @defaultInLab the lab's
     */
    tuning?: Tuning | undefined;
    /**
     * Limits on each machine's use of the host. Each limit of a machine overrides the lab's.
     * @default for each disk, 100 MiB and 20000 requests per second
     * @defaultInLab the lab's
     */
    limits?: pulumi.Input<LimitsArgs> | undefined;
    /**
     * Where the screen listens: port (127.0.0.1, open to every user of the host) or socket (a UNIX socket that only root
     * and libvirt's users can open).
     * @default port
     * @defaultInLab the lab's
     */
    screen?: Screen | undefined;
}

/** What a machine sets, inside a lab or alone. */
export interface MachineSettings extends CommonSettings {
    /**
     * Memory in MiB: 64 to 4096, or 256 to 131072 with edition professional-x64.
     * @default 256
     */
    memoryMiB?: pulumi.Input<number> | undefined;
    /**
     * Number of virtual CPUs, as cores of one processor: 1 to 32, or 1 to 64 with edition professional-x64.
     * @default 1
     */
    vcpus?: pulumi.Input<number> | undefined;
    /**
     * Bus of the Windows disk: ide, sata (needs driver ahci) or virtio (needs driver virtio-blk).
     * @default ide; virtio with tuning performance
     */
    diskBus?: DiskBus | undefined;
    /**
     * Network card: rtl8139, pcnet, e1000 or virtio.
     * @default rtl8139; virtio with tuning performance
     */
    nic?: Nic | undefined;
    /**
     * Graphics card: cirrus, or vga (VESA 2.0).
     * @default cirrus
     */
    video?: Video | undefined;
    /**
     * Protects the disk: another image, a rename without `formerNames`, removal and destroy are refused. To release it, set
     * `keepDisk: false` and run `pulumi up`.
     * @default false
     */
    keepDisk?: boolean | undefined;
    /**
     * Disk for files to copy from the guest; `xplab results` reads it while the machine is off.
     * @default no results disk
     */
    results?: ResultsArgs | undefined;
    /**
     * Conditions that the guest must meet after a start before `pulumi up` counts it as done.
     * @default none; `pulumi up` does not wait
     */
    readyWhen?: ReadyWhenArgs | undefined;
    /**
     * A saved state of memory and disk, taken once the machine is ready, that `xplab reset` returns to.
     * @default none
     */
    cleanState?: CleanStateArgs | undefined;
    /**
     * Devices of the libvirt host that the machine uses.
     * @default none
     */
    hostDevices?: HostDevicesArgs | undefined;
    /**
     * Must be "this reaches beyond the lab" when the machine uses something outside the lab: a host device, or a media
     * folder outside the project.
     * @default none; what the machine already uses remains allowed
     */
    accept?: typeof BEYOND | undefined;
}

/** The password of screens. */
export interface ScreenSecret {
    /**
     * Password of the screen, 1 to 8 bytes, the same for all machines of a lab; `xplab console` prints it.
     * @default a random one for each new machine
     */
    screenPassword?: pulumi.Input<string> | undefined;
}
