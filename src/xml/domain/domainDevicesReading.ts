import { OWN_SOCKET, Video } from "../../schema/domain/domainDevices";
import { aliasOf, captureFileOf, isCaptureConsole } from "./capture";
import { readDrives } from "./domainDrivesReading";
import type { Element } from "../tree/element";
import { readInterfaces, type KnownInterfaces } from "./domainInterfacesReading";
import { readHostdevs } from "./hostUsbReading";
import { all, attributesAt, first, textAt } from "../tree/query";
import { numberIn, reading, type Reading } from "../tree/reading";
import { isPlacedSocket } from "./screen";

export type { KnownInterfaces };

export function readDevices(xml: Element, interfaces: KnownInterfaces): Reading {
    return {
        emulator: textAt(xml, "devices", "emulator"),
        ...readDrives(all(xml, "devices", "disk")),
        interfaces: readInterfaces(all(xml, "devices", "interface"), interfaces, (nic) =>
            captureFileOf(xml, aliasOf(nic)),
        ),
        serials: readSerials(xml),
        parallels: readParallels(xml),
        hostdevs: readHostdevs(all(xml, "devices", "hostdev")),
        graphics: readGraphics(xml),
        video: readVideo(xml),
        usb: hasUsb(xml),
    };
}

/** The first serial port has a twin, `<console>`, which is the same device. */
const readSerials = (xml: Element) =>
    inOrder(all(xml, "devices", "serial").filter((one) => !isCaptureConsole(one))).map((serial) =>
        reading({
            ...readSource(serial),
            logFile: attributesAt(serial, "log")["file"],
            irq: numberIn(attributesAt(serial, "address")["irq"]),
        }),
    );

const readParallels = (xml: Element) => inOrder(all(xml, "devices", "parallel")).map(readSource);

/** A running guest's pty has a path too, which libvirt has chosen. */
function readSource(port: Element): Reading {
    const { type } = port.attributes;
    const path = type === "dev" ? attributesAt(port, "source")["path"] : undefined;
    return reading({ type, path });
}

const inOrder = (ports: readonly Element[]) => ports.toSorted((a, b) => portOf(a) - portOf(b));

const portOf = (port: Element) => Number(attributesAt(port, "target")["port"] ?? 0);

/** MIGRATABLE XML names a socket in the old place alone. */
function readGraphics(xml: Element): Reading | undefined {
    const graphics = first(xml, "devices", "graphics");
    if (graphics === undefined) return undefined;
    const { type, passwd: password } = graphics.attributes;
    const {
        type: kind,
        address: listen,
        socket: path = graphics.attributes["socket"],
    } = attributesAt(graphics, "listen");
    const isOwn = path === undefined ? kind === "socket" : isPlacedSocket(path);
    return reading({ type, listen, socket: isOwn ? OWN_SOCKET : path, password });
}

/** A board without a card has model "none", libvirt's own word for it, and as much memory as if nobody had asked. */
function readVideo(xml: Element): Reading {
    const { type: model = "none", vram } = attributesAt(xml, "devices", "video", "model");
    const unasked = model === "none" ? Video.parse({}).vramKiB : undefined;
    return reading({ model, vramKiB: vram === undefined ? unasked : Number(vram) });
}

/** A board without a word of USB has libvirt's own controller, which MIGRATABLE XML leaves out. */
function hasUsb(xml: Element): boolean {
    const controllers = all(xml, "devices", "controller").filter(
        ({ attributes: { type } }) => type === "usb",
    );
    const hasUhci =
        controllers.length === 0 ||
        controllers.some(({ attributes: { model } }) => model === "piix3-uhci");
    const hasTablet = all(xml, "devices", "input").some(
        ({ attributes: { type, bus } }) => type === "tablet" && bus === "usb",
    );
    return hasUhci && hasTablet;
}
