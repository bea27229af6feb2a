import type { Element } from "../../tree/element";
import { nameOfHostdev } from "../write/hostUsb";
import { attributesAt, first } from "../../tree/query";
import { numberIn, reading, type Reading } from "../../tree/reading";

/** The host's USB devices by their names; those without a name are called after their ids. */
export function readHostdevs(found: readonly Element[]): Readonly<Record<string, Reading>> {
    const usb = found.filter(({ attributes: { type } }) => type === "usb");
    const devices = usb.map(readHostdev);
    return Object.fromEntries(
        usb.map((hostdev, index) => {
            const device = devices[index] ?? {};
            const name = nameOfHostdev(attributesAt(hostdev, "alias")["name"]);
            return [name ?? `${placeOf(device)}-${index + 1}`, device];
        }),
    );
}

const placeOf = ({ vendorId, productId, bus, device }: Reading) =>
    vendorId === undefined
        ? `usb-${String(bus)}-${String(device)}`
        : `usb-${digits(vendorId)}-${digits(productId)}`;

const digits = (id: unknown) => String(id).replace("0x", "");

function readHostdev(hostdev: Element): Reading {
    const { bus, device } = attributesAt(hostdev, "source", "address");
    const address = first(hostdev, "address")?.attributes;
    return reading({
        type: hostdev.attributes["type"],
        vendorId: attributesAt(hostdev, "source", "vendor")["id"],
        productId: attributesAt(hostdev, "source", "product")["id"],
        bus: numberIn(bus),
        device: numberIn(device),
        usbPort: numberIn(address?.["port"]),
    });
}
