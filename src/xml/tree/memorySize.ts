import type { Element } from "./element";
import { textAt } from "./query";

const PREFIXES = "kmgtpe";

/** MiB of an element such as `<memory unit='GiB'>2</memory>`, in every unit that libvirt accepts. */
export function mebibytes(memory: Element): number {
    const { unit = "KiB" } = memory.attributes;
    return (Number(textAt(memory)) * bytesOf(unit.toLowerCase())) / 1024 ** 2;
}

// https://libvirt.org/formatdomain.html#memory-allocation: k and KiB are 1024 bytes, KB is 1000.
function bytesOf(unit: string): number {
    const power = PREFIXES.indexOf(unit.charAt(0)) + 1;
    return (/^.b$/.test(unit) ? 1000 : 1024) ** power;
}
