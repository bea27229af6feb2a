/**
 * Hardware for which a plain Windows XP has drivers in the box, in the provider's words. Where the sources are named,
 * XP itself was not run: proof is "source".
 */
export const hardware = {
    // i440fx has the PIIX IDE and ACPI that XP's setup knows; q35 has neither (Red Hat bug 1380285). proof: source
    machineType: "pc-i440fx-7.2",
    cpuModel: "qemu64",
    // XP keeps local time in the hardware clock; its ACPI HAL loses ticks that are not caught up (qemu(1), -rtc driftfix).
    // proof: source
    clock: { offset: "localtime", rtcTickPolicy: "catchup", pitTickPolicy: "delay", hpet: false },
    bootOrder: ["hd"],
    // "All Windows versions starting from Windows 95 should recognize" it (qemu(1), -vga cirrus). proof: source
    video: { model: "cirrus", vramKiB: 16384 },
    // Every device is attack surface and a dialog box; a mouse and a keyboard are there without USB. proof: source
    usb: false,
} as const;

/** XP has no virtio driver, and AHCI only with a driver slipped into its setup. proof: source */
export const diskBus = "ide";

/** 32-bit XP has no driver for e1000 (VMware KB 1001805). proof: source */
export const nicModel = "rtl8139";

/** Of which the guest's share is easily enough for XP's desktop; its setup asks for 64. proof: source */
export const DEFAULT_MEMORY_MIB = 256;
