import type { Domain } from "../../../schema/domain/domain";
import type { Cdrom, Disk, Floppy } from "../../../schema/domain/domainDevices";
import type { BackingImage } from "../../../schema/volume/volume";
import { iotuneXml } from "./limits";
import { encryptionXml } from "../../storage/encryption";
import { element, textElement, type Element } from "../../tree/element";
import { hostUsbControllersXml } from "./hostUsb";
import { FIXED, pciAddress } from "./pciSlots";

export const drivesXml = ({ disks, cdroms, floppies }: Domain): Element[] => [
    ...Object.entries(disks).map(([target, disk]) => diskXml(target, disk)),
    ...Object.entries(cdroms).map(([target, cdrom]) => cdromXml(target, cdrom)),
    ...Object.entries(floppies).map(([target, floppy]) => floppyXml(target, floppy)),
];

function diskXml(target: string, disk: Disk): Element {
    return element(
        "disk",
        { type: "file", device: "disk" },
        element("driver", {
            name: "qemu",
            type: disk.format,
            cache: disk.cache,
            io: disk.io,
            iothread: disk.iothread,
            discard: disk.discard,
            detect_zeroes: disk.detectZeroes,
        }),
        element("source", { file: disk.file }, encryptionXml(disk.encryption)),
        backingStoreXml(disk.backingChain),
        element("target", { dev: target, bus: disk.bus }),
        disk.iotune && iotuneXml(disk.iotune),
        disk.readOnly ? element("readonly") : undefined,
        textElement("serial", disk.serial),
        driveAddress(target, disk),
    );
}

/**
 * The whole chain, so that nothing is probed. libvirt would give a backing file to QEMU's user, which could then write
 * to it; without relabelling it stays root's (https://libvirt.org/formatdomain.html#security-label).
 */
function backingStoreXml([next, ...below]: readonly BackingImage[]): Element {
    if (next === undefined) return element("backingStore");
    return element(
        "backingStore",
        { type: "file" },
        element("format", { type: next.format }),
        element(
            "source",
            { file: next.file },
            encryptionXml(next.encryption),
            element("seclabel", { model: "dac", relabel: "no" }),
        ),
        backingStoreXml(below),
    );
}

const cdromXml = (target: string, { bus, file }: Cdrom) =>
    element(
        "disk",
        { type: "file", device: "cdrom" },
        element("driver", { name: "qemu", type: "raw" }),
        file === undefined ? undefined : element("source", { file }),
        element("target", { dev: target, bus }),
        element("readonly"),
        driveAddress(target, { bus }),
    );

const floppyXml = (target: string, { file, readOnly }: Floppy) =>
    element(
        "disk",
        { type: "file", device: "floppy" },
        element("driver", { name: "qemu", type: "raw" }),
        file === undefined ? undefined : element("source", { file }),
        element("target", { dev: target, bus: "fdc" }),
        readOnly ? element("readonly") : undefined,
        element("address", drive({ unit: unitOf(target) })),
    );

/** A drive's place depends only on its target: hdc is the second channel's first drive, whatever else exists. */
function driveAddress(target: string, { bus, pciSlot }: Pick<Disk, "bus" | "pciSlot">) {
    const unit = unitOf(target);
    switch (bus) {
        case "ide":
            return element("address", drive({ bus: unit >> 1, unit: unit & 1 }));
        case "sata":
        case "scsi":
            return element("address", drive({ unit }));
        case "virtio":
            return pciSlot === undefined ? undefined : pciAddress({ slot: pciSlot });
    }
}

const drive = ({ bus = 0, unit }: { readonly bus?: number; readonly unit: number }) => ({
    type: "drive",
    controller: 0,
    bus,
    target: 0,
    unit,
});

const unitOf = (target: string) => target.charCodeAt(2) - "a".charCodeAt(0);

/** Only the board's own controllers and those that a drive needs: libvirt would add USB on its own. */
export function controllersXml(domain: Domain): Element[] {
    const { disks, cdroms, usb } = domain;
    const hostUsb = hostUsbControllersXml(domain);
    const buses = new Set(
        [...Object.values(disks), ...Object.values(cdroms)].map(({ bus }) => bus),
    );
    const controller = (attributes: Record<string, string>, place: { slot: number }) =>
        element("controller", { ...attributes, index: 0 }, pciAddress(place));
    return [
        element("controller", { type: "pci", index: 0, model: "pci-root" }),
        controller({ type: "ide" }, FIXED.ide),
        ...(usb ? [controller({ type: "usb", model: "piix3-uhci" }, FIXED.uhci)] : []),
        ...(usb || hostUsb.length > 0
            ? hostUsb
            : [element("controller", { type: "usb", index: 0, model: "none" })]),
        ...(buses.has("scsi") ? [controller({ type: "scsi", model: "lsilogic" }, FIXED.scsi)] : []),
        ...(buses.has("sata") ? [controller({ type: "sata" }, FIXED.sata)] : []),
    ];
}
