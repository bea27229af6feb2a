import type { Claim } from "../claim";
import type { Driver } from "./drivers";

export const DISK_BUSES = ["ide", "sata", "virtio"] as const;
export type DiskBus = (typeof DISK_BUSES)[number];

export const NICS = ["rtl8139", "pcnet", "e1000", "virtio"] as const;
export type Nic = (typeof NICS)[number];

export const VIDEOS = ["cirrus", "vga"] as const;
export type Video = (typeof VIDEOS)[number];

/** The driver of a device: on XP's CD, Windows's generic one, or one that the image must contain. */
export type Support = "box" | "generic" | Driver;

export interface Device extends Claim {
    readonly title: string;
    /** By the edition's bits. */
    readonly support: Readonly<Record<32 | 64, Support>>;
}

const both = (support: Support) => ({ 32: support, 64: support });

/** The bus of the disk with Windows, by libvirt's name. */
export const diskBuses: Readonly<Record<DiskBus, Device>> = {
    ide: {
        title: "IDE (PIIX3)",
        support: both("box"),
        because: "every tool's safe choice",
        source: "virt-install 4.1, --os-variant winxp; oVirt, osinfo-defaults.properties",
        proof: "source",
    },
    sata: {
        title: "SATA (ICH9, AHCI)",
        support: both("ahci"),
        because: "XP's setup needs its driver on a floppy",
        source: "dockur/windows, src/sif.sh, addSataDriver",
        proof: "source",
    },
    virtio: {
        title: "virtio-blk",
        support: both("virtio-blk"),
        because:
            "viostor is part of virtio-win; the 32-bit build is from 2012, x64 uses Server 2003's",
        source: "virtio-win-pkg-scripts, make-fedora-rpm.py and util/filemap.py",
        proof: "source",
    },
};

/** The network card, by libvirt's name. */
export const nics: Readonly<Record<Nic, Device>> = {
    rtl8139: {
        title: "Realtek RTL8139",
        support: both("box"),
        because: "it works with every edition",
        source: "dockur/windows, src/legacy.sh, for 32 bit and x64; virt-v2v's fallback",
        proof: "source",
    },
    pcnet: {
        title: "AMD PCnet",
        support: { 32: "box", 64: "pcnet" },
        because: "it works out of the box on 32-bit guests only",
        source: "vmcloak, winxp.py; VMware vSphere, Vlance",
        proof: "source",
    },
    e1000: {
        title: "Intel 82540EM",
        support: { 32: "e1000", 64: "box" },
        because: "x64 Edition has a driver, 32-bit XP has none",
        source: "VMware KB 1001805; avocado-vt, WinXP/i386.cfg",
        proof: "source",
    },
    virtio: {
        title: "virtio-net",
        support: both("virtio-net"),
        because: "NetKVM is part of virtio-win; XP's build is from 2012",
        source: "virtio-win-pkg-scripts, data/old-drivers",
        proof: "source",
    },
};

/** The graphics card, by libvirt's name. */
export const videos: Readonly<Record<Video, Device>> = {
    cirrus: {
        title: "Cirrus Logic GD5446",
        support: { 32: "box", 64: "generic" },
        because: '"all Windows versions starting from Windows 95 should recognize" it',
        source: "qemu(1), -vga cirrus",
        proof: "source",
    },
    vga: {
        title: "standard VGA with VESA 2.0",
        support: both("generic"),
        because: 'the card for guests "that support the VESA 2.0 VBE extensions (e.g. Windows XP)"',
        source: "qemu(1), -vga std",
        proof: "source",
    },
};
