import type { Domain } from "../../../schema/domain/domain";
import { USB_PORTS, type Hostdev } from "../../../schema/domain/hostDevices";
import { element, type Element } from "../../tree/element";
import { FIXED, pciAddress } from "./pciSlots";

// https://libvirt.org/formatdomain.html#usb-pci-scsi-devices

/** The tablet's controller, if it exists, is the first. */
export const hostUsbIndex = ({ usb }: Pick<Domain, "usb">) => (usb ? 1 : 0);

/** The USB 1.1 controllers beside the USB 2.0 controller, with two ports each. */
const COMPANIONS = [
    { model: "ich9-uhci1", startport: 0, place: FIXED.uhci1 },
    { model: "ich9-uhci2", startport: 2, place: FIXED.uhci2 },
    { model: "ich9-uhci3", startport: 4, place: FIXED.uhci3 },
] as const;

/** USB 2.0, as some devices refuse the tablet's USB 1.1 controller; none without devices. */
export function hostUsbControllersXml(domain: Domain): Element[] {
    if (Object.keys(domain.hostdevs).length === 0) return [];
    const index = hostUsbIndex(domain);
    return [
        element("controller", { type: "usb", index, model: "ich9-ehci1" }, pciAddress(FIXED.ehci)),
        ...COMPANIONS.map(({ model, startport, place }) =>
            element(
                "controller",
                { type: "usb", index, model },
                element("master", { startport }),
                pciAddress(place),
            ),
        ),
    ];
}

/** Prefix of the alias, which holds the program's name of a device. */
const ALIAS = "ua-";

export const hostdevsXml = (domain: Domain): Element[] =>
    Object.entries(domain.hostdevs).map(([name, device]) =>
        hostdevXml(name, device, hostUsbIndex(domain)),
    );

function hostdevXml(name: string, device: Hostdev, index: number): Element {
    const { type, vendorId, productId, bus, device: number, usbPort } = device;
    return element(
        "hostdev",
        { mode: "subsystem", type, managed: "yes" },
        element(
            "source",
            {},
            vendorId === undefined ? undefined : element("vendor", { id: vendorId }),
            productId === undefined ? undefined : element("product", { id: productId }),
            bus === undefined ? undefined : element("address", { bus, device: number }),
        ),
        element("alias", { name: `${ALIAS}${name}` }),
        usbPort === undefined
            ? undefined
            : element("address", { type: "usb", bus: index, port: usbPort }),
    );
}

/** The program's name of a device; undefined if it has none. */
export const nameOfHostdev = (alias: string | undefined): string | undefined =>
    alias?.startsWith(ALIAS) === true ? alias.slice(ALIAS.length) : undefined;

/** The lowest free ports, in the order of the names that still need one. */
export function chooseUsbPorts(
    names: readonly string[],
    taken: ReadonlySet<number>,
): Record<string, number> {
    const all = Array.from({ length: USB_PORTS }, (_, index) => index + 1);
    const free = all.filter((port) => !taken.has(port));
    const chosen = names.flatMap((name, index) => {
        const port = free[index];
        return port === undefined ? [] : [[name, port] as const];
    });
    return Object.fromEntries(chosen);
}
