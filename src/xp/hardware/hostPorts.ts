import type { Claim } from "../claim";

export interface HostPort extends Claim {
    /** What Windows calls it. */
    readonly name: string;
    /** Where that is not the one of its number on a PC. */
    readonly irq?: number;
}

/**
 * Where a machine has serial ports of its host, in their order; COM1 is the machine's own. An ISA interrupt belongs to
 * one device: a PC's third and fourth port have those of the first and the second, with which they cannot be used at once.
 */
export const serialPorts: readonly HostPort[] = [
    {
        name: "COM2",
        because: "a PC has it at 2f8, with interrupt 3",
        source: "QEMU 7.2, hw/char/serial-isa.c",
        proof: "stand-in",
    },
    {
        name: "COM3",
        irq: 5,
        because:
            "4 is COM1's, and 5 is free on a board without a sound card; the ACPI tables tell Windows which it is",
        source: "QEMU 7.2, hw/char/serial-isa.c, serial_isa_build_aml",
        proof: "stand-in",
    },
];

/** Of the interrupts of a PC there is 7 for printers, and every parallel port of QEMU's has that one. */
export const parallelPorts: readonly HostPort[] = [
    {
        name: "LPT1",
        because: "a PC has it at 378, with interrupt 7",
        source: "QEMU 7.2, hw/char/parallel-isa.c",
        proof: "source",
    },
];

/** USB 2.0 with its companions: what speaks nothing slower would not be seen on the tablet's controller. */
const usb: readonly HostPort[] = [
    {
        name: "USB 2.0 (ICH9, EHCI and UHCI)",
        because: "what virt-install gives Windows XP, which has drivers for both since SP1",
        source: "virt-install 4.1, --os-variant winxp",
        proof: "source",
    },
];

/** By the field that asks for them. */
export const hostPorts = { serialPorts, parallelPorts, usb } as const;
