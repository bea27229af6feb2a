import type { Claim } from "../claim";

export interface HostPort extends Claim {
    /** Windows's name of it. */
    readonly name: string;
    /** @default the interrupt of its number on a PC */
    readonly irq?: number;
}

/**
 * The places of the host's serial ports in a machine, in order; COM1 is the machine's own. An ISA interrupt belongs to one
 * device: a PC's third and fourth ports share those of the first two, and cannot be used at the same time as them.
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
            "4 belongs to COM1, and 5 is free on a board without a sound card; ACPI tells Windows which one it uses",
        source: "QEMU 7.2, hw/char/serial-isa.c, serial_isa_build_aml",
        proof: "stand-in",
    },
];

/** A PC has interrupt 7 for printers, which all of QEMU's parallel ports use. */
export const parallelPorts: readonly HostPort[] = [
    {
        name: "LPT1",
        because: "a PC has it at 378, with interrupt 7",
        source: "QEMU 7.2, hw/char/parallel-isa.c",
        proof: "source",
    },
];

/** USB 2.0 with its companions, as some devices do not work on the tablet's USB 1.1 controller. */
const usb: readonly HostPort[] = [
    {
        name: "USB 2.0 (ICH9, EHCI and UHCI)",
        because: "virt-install gives it to Windows XP, which has drivers for both since SP1",
        source: "virt-install 4.1, --os-variant winxp",
        proof: "source",
    },
];

/** By the field that declares them. */
export const hostPorts = { serialPorts, parallelPorts, usb } as const;
