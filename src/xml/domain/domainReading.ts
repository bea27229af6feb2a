import { readCpu } from "./cpuReading";
import { readDevices, type KnownInterfaces } from "./domainDevicesReading";
import { readLimits } from "./domainLimitsReading";
import type { Element } from "../tree/element";
import { mebibytes } from "../tree/memorySize";
import { all, attributesAt, first, textAt } from "../tree/query";
import { numberIn, reading, type Reading } from "../tree/reading";

export type { KnownInterfaces, Reading };

/**
 * What a domain's XML, stored or live, says of its inputs. `interfaces` gives the names of those that are known, by PCI
 * slot and MAC. A password is there only in XML that was asked for with SECURE or MIGRATABLE. Live XML tells the CPU's
 * features as they were defined only with MIGRATABLE, and which of them are optional only beside what is `stored`.
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

/** Those that the guest starts with; the text is how many it may be given later. */
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
        // QEMU's pc machines have one unless they are told otherwise.
        hpet: timer("hpet")?.["present"] !== "no",
    });
}
