import type { Element } from "./element";
import { all, attributesAt, first } from "./query";

/**
 * Files of a definition whose first bytes the guest decides: raw disks and floppies that it may write, and logs of what it
 * prints and sends. Of a qcow2 disk QEMU keeps the beginning.
 */
export const guestWritten = (definition: Element): string[] => [
    ...rawFiles(definition),
    ...LOGGED.flatMap((device) => all(definition, "devices", device, "log")).flatMap(
        ({ attributes }) => attributes["file"] ?? [],
    ),
];

/** Devices of which virtlogd can write what a guest sends them. */
const LOGGED = ["serial", "parallel", "console", "channel"];

const WRITABLE = ["disk", "floppy"];

const rawFiles = (definition: Element): string[] =>
    all(definition, "devices", "disk").flatMap((disk) => {
        // What is left out libvirt takes for a disk, and for raw.
        const isWritable =
            WRITABLE.includes(disk.attributes["device"] ?? "disk") &&
            first(disk, "readonly") === undefined;
        const isRaw = (attributesAt(disk, "driver")["type"] ?? "raw") === "raw";
        return isWritable && isRaw ? (attributesAt(disk, "source")["file"] ?? []) : [];
    });
