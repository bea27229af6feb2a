import type { Element } from "../tree/element";
import { all, attributesAt, first, textAt } from "../tree/query";

/**
 * Files of a definition whose first bytes the guest controls, and folders, which end with a slash: writable raw disks and
 * floppies, files of devices, logs of ports, shared folders. QEMU controls the beginning of qcow2 disks. Elements for QEMU
 * itself are not read. See https://libvirt.org/formatdomain.html.
 */
export const guestWritten = (definition: Element): string[] => [
    ...rawFiles(definition),
    ...keptFiles(definition),
    ...CHARACTER_DEVICES.flatMap((name) =>
        all(definition, "devices", name).flatMap((device) => [
            ...(device.attributes["type"] === "file" ? at(device, "path", "source") : []),
            ...at(device, "file", "log"),
        ]),
    ),
    ...all(definition, "devices", "filesystem").flatMap((share) =>
        first(share, "readonly") === undefined
            ? at(share, "dir", "source").map((folder) => folder.replace(/\/*$/, "/"))
            : [],
    ),
];

const CHARACTER_DEVICES = ["serial", "parallel", "console", "channel"];

const WRITABLE = ["disk", "floppy"];

const rawFiles = (definition: Element): string[] =>
    all(definition, "devices", "disk").flatMap((disk) => {
        // libvirt's defaults are a disk, and raw.
        const isWritable =
            WRITABLE.includes(disk.attributes["device"] ?? "disk") &&
            first(disk, "readonly") === undefined;
        const isRaw = (attributesAt(disk, "driver")["type"] ?? "raw") === "raw";
        return isWritable && isRaw ? at(disk, "file", "source") : [];
    });

/** Firmware variables, persistent memory, and the crash log. */
const keptFiles = (definition: Element): string[] =>
    [
        textAt(definition, "os", "nvram"),
        ...all(definition, "os", "nvram", "source").map(({ attributes }) => attributes["file"]),
        ...all(definition, "devices", "memory").map((memory) => textAt(memory, "source", "path")),
        ...all(definition, "devices", "pstore").map((store) => textAt(store, "path")),
    ].flatMap((file) => (file === undefined || file === "" ? [] : [file]));

const at = (parent: Element, attribute: string, ...path: readonly string[]): string[] =>
    all(parent, ...path).flatMap(({ attributes }) => attributes[attribute] ?? []);
