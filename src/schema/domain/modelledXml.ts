import type { Element } from "../../xml/tree/element";

interface Modelled {
    readonly at: string;
    readonly element: string;
    /** Attributes that it must have to be the one that is meant. */
    readonly attributes: Readonly<Record<string, string>>;
    /** What to do instead. */
    readonly instead: string;
}

const inField = (field: string) => `declare it in "${field}"`;

const of = (
    at: string,
    element: string,
    instead: string,
    attributes: Readonly<Record<string, string>> = {},
): Modelled => ({ at, element, attributes, instead });

const ALWAYS = "it is the same in every domain";

/** What the schema's properties become (src/xml/domain/write/domain.ts and its devices); the first that fits speaks. */
const MODELLED: readonly Modelled[] = [
    of("/domain", "name", inField("name")),
    of("/domain", "uuid", inField("uuid")),
    of("/domain", "title", inField("title")),
    of("/domain", "description", inField("description")),
    of("/domain", "memory", inField("memoryMiB")),
    of("/domain", "currentMemory", inField("memoryMiB")),
    of("/domain", "vcpu", inField("vcpus")),
    of("/domain", "on_poweroff", ALWAYS),
    of("/domain", "on_reboot", ALWAYS),
    of("/domain", "on_crash", ALWAYS),
    of("/domain/metadata", "xplab:mark", "the provider writes it"),
    of("/domain/os", "type", inField("machineType")),
    of("/domain/os", "boot", inField("bootOrder")),
    of("/domain/features", "acpi", inField("acpi")),
    of("/domain/features", "apic", inField("apic")),
    of("/domain/features", "pae", inField("pae")),
    of("/domain/cpu", "model", inField("cpuModel")),
    of("/domain/cpu", "topology", inField("vcpus")),
    of("/domain/cpu", "feature", inField("cpuFeatures")),
    of("/domain/clock", "timer", inField("clock.rtcTickPolicy"), { name: "rtc" }),
    of("/domain/clock", "timer", inField("clock.pitTickPolicy"), { name: "pit" }),
    of("/domain/clock", "timer", inField("clock.hpet"), { name: "hpet" }),
    of("/domain/devices", "emulator", inField("emulator")),
    of("/domain/devices", "disk", inField("cdroms"), { device: "cdrom" }),
    of("/domain/devices", "disk", inField("floppies"), { device: "floppy" }),
    of("/domain/devices", "disk", inField("disks")),
    of("/domain/devices", "interface", inField("interfaces")),
    of("/domain/devices", "serial", inField("serials")),
    of("/domain/devices", "console", inField("serials")),
    of("/domain/devices", "parallel", inField("parallels")),
    of("/domain/devices", "hostdev", inField("hostdevs"), { type: "usb" }),
    of("/domain/devices", "graphics", inField("graphics")),
    of("/domain/devices", "video", inField("video")),
    of("/domain/devices", "memballoon", "no domain has a balloon"),
    of("/domain/devices", "input", inField("usb"), { type: "tablet", bus: "usb" }),
    of("/domain/devices", "controller", ALWAYS, { type: "pci", index: "0" }),
    of("/domain/devices", "controller", ALWAYS, { type: "ide", index: "0" }),
    of("/domain/devices", "controller", inField("usb"), { type: "usb", index: "0" }),
    of("/domain/devices", "controller", inField("floppies"), { type: "fdc" }),
    of("/domain/devices", "controller", 'a drive with bus "scsi" brings it', {
        type: "scsi",
        index: "0",
    }),
    of("/domain/devices", "controller", 'a drive with bus "sata" brings it', {
        type: "sata",
        index: "0",
    }),
];

/** Elements that hold modelled ones beside what may be extra. */
export const CONTAINERS: ReadonlySet<string> = new Set(MODELLED.map(({ at }) => at));

/** What to do instead of writing the element oneself; undefined where the schema does not know it. */
export const modelledAs = (parent: string, one: Element): string | undefined =>
    MODELLED.find(
        ({ at, element, attributes }) =>
            at === parent &&
            element === one.name &&
            Object.entries(attributes).every(([name, value]) => one.attributes[name] === value),
    )?.instead;
