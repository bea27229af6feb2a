import { readCpu } from "./cpu";
import { readDevices, type KnownInterfaces } from "./devices";
import { readLimits } from "./limits";
import type { Element } from "../../tree/element";
import { mebibytes } from "../../tree/memorySize";
import { all, attributesAt, first, textAt } from "../../tree/query";
import { numberIn, reading, type Reading } from "../../tree/reading";

export type { KnownInterfaces, Reading };

/**
 * Reads the inputs from a domain's XML, stored or live. `interfaces` has the known names, by PCI slot and MAC. Only SECURE
 * or MIGRATABLE XML has the password. Live XML has the CPU's features as defined only with MIGRATABLE; which of them are
 * optional is known only from `stored`.
 */
export function readDomain(xml: Element, interfaces: KnownInterfaces, stored = xml): Reading {
    const memory = first(xml, "memory");
    return reading({
        name: textAt(xml, "name"),
        uuid: textAt(xml, "uuid"),
        title: textAt(xml, "title"),
        description: textAt(xml, "description"),
        accelerator: acceleratorOf(xml),
        machineType: attributesAt(xml, "os", "type")["machine"],
        memoryMiB: memory && mebibytes(memory),
        vcpus: vcpusOf(xml),
        iothreads: numberIn(textAt(xml, "iothreads")),
        ...readCpu(xml, stored),
        acpi: first(xml, "features", "acpi") !== undefined,
        apic: first(xml, "features", "apic") !== undefined,
        pae: first(xml, "features", "pae") !== undefined,
        clock: readClock(xml),
        bootOrder: all(xml, "os", "boot").map(({ attributes }) => attributes["dev"]),
        ...readLimits(xml),
        ...readDevices(xml, interfaces),
    });
}

function acceleratorOf({ attributes: { type } }: Element) {
    return type === "qemu" ? "tcg" : type;
}

/** The number that the guest starts with; the text is the maximum. */
const vcpusOf = (xml: Element) =>
    Number(attributesAt(xml, "vcpu")["current"] ?? textAt(xml, "vcpu") ?? 1);

function readClock(xml: Element): Reading {
    const timer = (name: string) =>
        all(xml, "clock", "timer").find(({ attributes }) => attributes["name"] === name)
            ?.attributes;
    return reading({
        offset: attributesAt(xml, "clock")["offset"] ?? "utc",
        rtcTickPolicy: timer("rtc")?.["tickpolicy"],
        pitTickPolicy: timer("pit")?.["tickpolicy"],
        // QEMU's pc machines have one by default.
        hpet: timer("hpet")?.["present"] !== "no",
    });
}
