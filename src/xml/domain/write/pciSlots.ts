import { element, type Element } from "../../tree/element";

/**
 * The i440fx board's bus 0. The chipset is in slots 0 and 1 by hardware (QEMU hw/i386/pc_piix.c); the video card and the
 * controllers are outside the range of slots that NICs and virtio disks get when they are created.
 */
export const FIXED = {
    ide: { slot: 1, function: 1 },
    uhci: { slot: 1, function: 2 },
    video: { slot: 2 },
    ehci: { slot: 28, function: 7 },
    uhci1: { slot: 28, function: 0, multifunction: "on" },
    uhci2: { slot: 28, function: 1 },
    uhci3: { slot: 28, function: 2 },
    scsi: { slot: 29 },
    sata: { slot: 30 },
} as const;

const LOWEST = 3;
const HIGHEST = 27;

export function pciAddress(place: {
    readonly slot: number;
    readonly function?: number;
    readonly multifunction?: "on";
}): Element {
    return element("address", {
        type: "pci",
        domain: "0x0000",
        bus: "0x00",
        slot: hex(place.slot, 2),
        function: hex(place.function ?? 0, 1),
        multifunction: place.multifunction,
    });
}

/** The slot of a device with a single function on bus 0; undefined for others. */
export function slotOf({ attributes }: Element): number | undefined {
    const { type, domain = 0, bus = 0, slot, function: func = 0 } = attributes;
    const elsewhere = [domain, bus, func].some((part) => Number(part) !== 0);
    return type !== "pci" || elsewhere ? undefined : Number(slot);
}

/** The lowest free slots, in the order of the names that still need one. */
export function chooseSlots(
    names: readonly string[],
    taken: ReadonlySet<number>,
): Record<string, number> {
    const all = Array.from({ length: HIGHEST - LOWEST + 1 }, (_, index) => LOWEST + index);
    const free = all.filter((slot) => !taken.has(slot));
    const chosen = names.flatMap((name, index) => {
        const slot = free[index];
        return slot === undefined ? [] : [[name, slot] as const];
    });
    return Object.fromEntries(chosen);
}

const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, "0")}`;
