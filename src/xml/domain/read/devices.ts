import { nicsOf } from "../nics";
import { OWN_SOCKET, Video } from "../../../schema/domain/domainDevices";
import { aliasOf, captureFileOf, isCaptureConsole } from "../capture";
import { readDrives } from "./drives";
import type { Element } from "../../tree/element";
import { readInterfaces, type KnownInterfaces } from "./interfaces";
import { readHostdevs } from "./hostUsb";
import { all, attributesAt, first, textAt } from "../../tree/query";
import { numberIn, reading, type Reading } from "../../tree/reading";
import { isPlacedSocket } from "../screen";

export type { KnownInterfaces };

export function readDevices(xml: Element, interfaces: KnownInterfaces): Reading {
    return {
        emulator: textAt(xml, "devices", "emulator"),
        ...readDrives(all(xml, "devices", "disk")),
        interfaces: readInterfaces(nicsOf(xml), interfaces, (nic) =>
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

/** `<console>` repeats the first serial port. */
const readSerials = (xml: Element) =>
    inOrder(all(xml, "devices", "serial").filter((one) => !isCaptureConsole(one))).map((serial) =>
        reading({
            ...readSource(serial),
            logFile: attributesAt(serial, "log")["file"],
            irq: numberIn(attributesAt(serial, "address")["irq"]),
        }),
    );

const readParallels = (xml: Element) => inOrder(all(xml, "devices", "parallel")).map(readSource);

/** A running guest's pty also has a path, which libvirt chooses. */
function readSource(port: Element): Reading {
    const { type } = port.attributes;
    const path = type === "dev" ? attributesAt(port, "source")["path"] : undefined;
    return reading({ type, path });
}

const inOrder = (ports: readonly Element[]) => ports.toSorted((a, b) => portOf(a) - portOf(b));

const portOf = (port: Element) => Number(attributesAt(port, "target")["port"] ?? 0);

/** MIGRATABLE XML has a socket only in the old attribute. */
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

/** A board without a card has libvirt's model "none", and the default memory. */
function readVideo(xml: Element): Reading {
    const { type: model = "none", vram } = attributesAt(xml, "devices", "video", "model");
    const unasked = model === "none" ? Video.parse({}).vramKiB : undefined;
    return reading({ model, vramKiB: vram === undefined ? unasked : Number(vram) });
}

/** Without any USB controller in the XML libvirt adds its own, which MIGRATABLE XML leaves out. */
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
