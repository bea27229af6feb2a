import { readIotune } from "./limits";
import type { Element } from "../../tree/element";
import { slotOf } from "../write/pciSlots";
import { attributesAt, first, textAt } from "../../tree/query";
import { numberIn, reading, type Reading } from "../../tree/reading";

/** Drives by kind and target. */
export function readDrives(drives: readonly Element[]) {
    const ofKind = (kind: string, read: (drive: Element) => Reading) =>
        Object.fromEntries(
            drives
                .filter(({ attributes: { device = "disk" } }) => device === kind)
                .map((drive) => [attributesAt(drive, "target")["dev"] ?? "", read(drive)]),
        );
    return {
        disks: ofKind("disk", readDisk),
        cdroms: ofKind("cdrom", readCdrom),
        floppies: ofKind("floppy", readFloppy),
    };
}

function readDisk(disk: Element): Reading {
    const driver = attributesAt(disk, "driver");
    const address = first(disk, "address");
    return reading({
        bus: attributesAt(disk, "target")["bus"],
        file: attributesAt(disk, "source")["file"],
        // libvirt's default: it probes nothing.
        format: driver["type"] ?? "raw",
        backingChain: backingChainOf(disk),
        encryption: encryptionOf(disk),
        serial: textAt(disk, "serial"),
        cache: driver["cache"],
        io: driver["io"],
        iothread: numberIn(driver["iothread"]),
        discard: driver["discard"],
        detectZeroes: driver["detect_zeroes"],
        iotune: readIotune(disk),
        readOnly: isReadOnly(disk),
        pciSlot: address && slotOf(address),
    });
}

/** An empty store ends the chain; without one, the end is unknown. */
function backingChainOf(image: Element): Reading[] {
    const next = first(image, "backingStore");
    if (next === undefined || next.children.length === 0) return [];
    const { file } = attributesAt(next, "source");
    const { type: format } = attributesAt(next, "format");
    const encryption = encryptionOf(next);
    return [reading({ file, format, encryption }), ...backingChainOf(next)];
}

function encryptionOf(image: Element): Reading | undefined {
    const { uuid: secret } = attributesAt(image, "source", "encryption", "secret");
    return secret === undefined ? undefined : { secret };
}

const readCdrom = (cdrom: Element) =>
    reading({
        bus: attributesAt(cdrom, "target")["bus"],
        file: attributesAt(cdrom, "source")["file"],
    });

const readFloppy = (floppy: Element) =>
    reading({
        file: attributesAt(floppy, "source")["file"],
        readOnly: isReadOnly(floppy),
    });

const isReadOnly = (drive: Element) => first(drive, "readonly") !== undefined;
