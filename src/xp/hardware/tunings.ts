import type { Claim } from "../claim";
import type { Video } from "./devices";

export const TUNINGS = ["stock", "performance"] as const;
export type Tuning = (typeof TUNINGS)[number];
export const DEFAULT_TUNING = "stock" satisfies Tuning;

/** What other projects choose, in their own terms; undefined if they do not choose. */
export interface Others {
    /** virt-install 4.1, --os-variant winxp. */
    readonly virtInstall?: string;
    /** osinfo-db. */
    readonly libosinfo?: string;
    /** dockur/windows. */
    readonly dockur?: string;
}

/** One choice of hardware: a value per tuning, as an input of the provider. */
export interface Choice<T> extends Claim {
    readonly what: string;
    readonly stock: T;
    readonly performance: T;
    readonly others: Others;
}

/** A choice that the tunings share. */
const same = <T>(value: T, rest: Omit<Choice<T>, "stock" | "performance">): Choice<T> => ({
    stock: value,
    performance: value,
    ...rest,
});

const MEASURED = "bench/overlay.mjs, and docs/reference/figures.md";

/** Every choice of a machine's hardware; the machine's own settings and its edition take precedence. */
export const choices = {
    machineType: same("pc-i440fx-7.2", {
        what: "board",
        because:
            "it has the PIIX IDE and ACPI that XP's setup supports, unlike q35; the version is pinned, because an alias changes",
        source: "Red Hat bugs 1316619 and 1380285; avocado-vt, cfg/machines.cfg",
        proof: "source",
        others: { virtInstall: "i440fx, pinned", dockur: "q35" },
    }),
    cpuModel: same("qemu64", {
        what: "CPU model",
        because: "the host's own model would differ on another host",
        source: "libvirt's CPU map; Microsoft's article 953356",
        proof: "stand-in",
        others: { virtInstall: "host-passthrough", dockur: "the host's" },
    }),
    sockets: same(1, {
        what: "sockets",
        because: "Home uses one processor, the others two, whatever their cores",
        source: "Microsoft's multicore licensing FAQ of 2004; qemus/qemu, src/config.sh",
        proof: "source",
        others: { virtInstall: "one per vCPU", dockur: "1" },
    }),
    nx: same<boolean>(false, {
        what: "NX, 32 bit",
        because:
            "XP can take an incompatible code path for DEP: installations fail or restart for ever",
        source: "dockur/windows, src/legacy.sh",
        proof: "source",
        others: { virtInstall: "as the host", dockur: "off" },
    }),
    longMode: {
        what: "long mode, 32 bit",
        stock: true,
        performance: false,
        because:
            "with it firmware can put virtio's 64-bit registers above 4 GiB, out of 32-bit XP's reach; a stock machine has no such register, and the stand-in needs long mode",
        source: "dockur/windows, src/legacy.sh; avocado-vt, Windows.cfg",
        proof: "source",
        others: { virtInstall: "as the host", dockur: "off" },
    },
    clockOffset: same("localtime", {
        what: "clock",
        because: "Windows keeps local time in it",
        source: "qemu(1), -rtc; libosinfo",
        proof: "source",
        others: { virtInstall: "localtime", libosinfo: "localtime", dockur: "localtime" },
    }),
    rtcTickPolicy: same("catchup", {
        what: "missed RTC ticks",
        because: "XP's ACPI HAL counts them, and loses time with each missed tick",
        source: "qemu(1), -rtc driftfix=slew",
        proof: "source",
        others: { virtInstall: "catchup" },
    }),
    pitTickPolicy: same("delay", {
        what: "missed PIT ticks",
        because: "delivers missed ticks later at the normal rate",
        source: "virt-manager, domain/clock.py",
        proof: "source",
        others: { virtInstall: "delay", dockur: "discard" },
    }),
    hpet: same<boolean>(false, {
        what: "HPET",
        because: "QEMU does not compensate missed ticks; some of its ACPI tables crash XP",
        source: "avocado-vt; SeaBIOS, hpet DSDT",
        proof: "source",
        others: { virtInstall: "off", dockur: "off" },
    }),
    diskBus: {
        what: "disk",
        stock: "ide",
        performance: "virtio",
        because: "IDE needs no driver; virtio needs one request where IDE needs many",
        source: "virt-install 4.1; virtio-win",
        proof: "source",
        others: { virtInstall: "IDE", libosinfo: "IDE, virtio", dockur: "virtio" },
    },
    nic: {
        what: "network card",
        stock: "rtl8139",
        performance: "virtio",
        because: "every edition has a driver for the RTL8139; virtio is made for virtual machines",
        source: "dockur/windows, src/legacy.sh; VMware KB 1001805 on e1000",
        proof: "source",
        others: {
            virtInstall: "e1000, for which 32-bit XP has no driver",
            libosinfo: "e1000",
            dockur: "rtl8139",
        },
    },
    video: same<Video>("cirrus", {
        what: "graphics card",
        because: "every 32-bit edition has a driver",
        source: "qemu(1), -vga cirrus",
        proof: "source",
        others: {
            virtInstall: "qxl, for which XP has no driver",
            libosinfo: "qxl",
            dockur: "standard VGA",
        },
    }),
    iothreads: {
        what: "I/O threads",
        stock: undefined,
        performance: 1,
        because: "the disk does not wait for screen and network; IDE does not support them",
        source: "libvirt, formatdomain.html, iothreads",
        proof: "source",
        others: {},
    },
    cache: {
        what: "disk cache",
        stock: undefined,
        performance: "writeback",
        because:
            "QEMU's default, made explicit: the host caches the image once for all machines; without it scattered writes took two to five times as long",
        source: MEASURED,
        proof: "source",
        others: { virtInstall: "writeback", dockur: "none" },
    },
    io: {
        what: "disk I/O",
        stock: undefined,
        performance: "threads",
        because:
            "native requires cache none; io_uring is faster, but a guest does not start on hosts that disable it",
        source: "libvirt, formatdomain.html, driver io; docs/reference/facts.md",
        proof: "source",
        others: { virtInstall: "threads", dockur: "native" },
    },
    discard: {
        what: "discard",
        stock: undefined,
        performance: "unmap",
        because: "XP does not discard; this lets QEMU discard zeroes",
        source: "qemu(1), detect-zeroes",
        proof: "source",
        others: { virtInstall: "unmap", dockur: "unmap" },
    },
    detectZeroes: {
        what: "zeroes",
        stock: undefined,
        performance: "unmap",
        because:
            "clusters of zeroes take no space: 0.3 instead of 181 MB, in a fifth of the time; other data cost nothing",
        source: MEASURED,
        proof: "source",
        others: { dockur: "on" },
    },
    layout: same("qcow2, 128 KiB clusters, extended_l2", {
        what: "disk layout",
        because:
            "a third of the time and a fourteenth of the space of QEMU's default for scattered 4 KiB writes",
        source: MEASURED,
        proof: "source",
        others: { virtInstall: "qcow2, 64 KiB clusters", dockur: "raw" },
    }),
    usb: same<boolean>(false, {
        what: "USB",
        because:
            "mouse and keyboard work without it, and every device adds attack surface and a dialog box",
        source: "CVE-2020-14364, CVE-2021-3527",
        proof: "stand-in",
        others: { virtInstall: "EHCI, tablet", dockur: "xHCI, tablet" },
    }),
    sound: same("none", {
        what: "sound",
        because: "XP has no driver for HDA, and few VNC viewers play sound",
        source: "vogonsorg/ProxmoxDrivers; CVE-2020-13361, CVE-2017-5525",
        proof: "stand-in",
        others: { virtInstall: "HDA, for which XP has no driver", dockur: "usb-audio, on request" },
    }),
    balloon: same("none", {
        what: "memory balloon",
        because: "a PCI device without a driver on XP's CD, which only takes memory away",
        source: "virtio-win-pkg-scripts, old-drivers",
        proof: "stand-in",
        others: { virtInstall: "virtio", dockur: "none" },
    }),
    hyperV: same("none", {
        what: "Hyper-V",
        because: "no document states that XP uses it",
        source: "dockur/windows, ae9fa871, turns it off for XP and 2003",
        proof: "source",
        others: { virtInstall: "relaxed, vapic, spinlocks, clock", dockur: "off" },
    }),
    firmware: same("BIOS", {
        what: "firmware",
        because: "XP does not start from UEFI",
        source: "avocado-vt, cfg/guest-hw.cfg",
        proof: "source",
        others: { virtInstall: "BIOS", libosinfo: "BIOS", dockur: "BIOS" },
    }),
} as const satisfies Record<string, Choice<unknown>>;
