import { isUnsupported, type Libvirt } from "../../../libvirt";
import { ListNodeDevices } from "../../../libvirt/flags";
import type { Hostdev } from "../../../schema/domain/hostDevices";
import { parse } from "../../../xml/tree/parse";
import { attributesAt, first, textAt } from "../../../xml/tree/query";
import { ignoreNotFound } from "../../../libvirt/ignoreNotFound";

/** A USB device that is plugged into the host. */
export interface UsbDevice {
    readonly vendorId: string;
    readonly productId: string;
    readonly bus: number;
    readonly device: number;
}

/** The host's USB devices; undefined if its libvirt cannot list them. */
export async function usbDevicesOf(libvirt: Libvirt): Promise<UsbDevice[] | undefined> {
    try {
        const flags = ListNodeDevices.USB_DEVICE;
        const listed = await libvirt.call("connectListAllNodeDevices", { flags });
        const read = await Promise.all(listed.map(({ name }) => usbDevice(libvirt, name)));
        return read.flat();
    } catch (error) {
        if (isUnsupported(error)) return undefined;
        throw error;
    }
}

async function usbDevice(libvirt: Libvirt, name: string): Promise<UsbDevice[]> {
    const xml = await ignoreNotFound(libvirt.call("nodeDeviceGetXMLDesc", { name }));
    const usb = xml === undefined ? undefined : first(parse(xml), "capability");
    // It may be unplugged between the two calls.
    if (usb === undefined) return [];
    const { id: vendorId = "" } = attributesAt(usb, "vendor");
    const { id: productId = "" } = attributesAt(usb, "product");
    const [bus, device] = ["bus", "device"].map((key) => Number(textAt(usb, key)));
    return [{ vendorId, productId, bus: bus ?? NaN, device: device ?? NaN }];
}

/** Whether a device matches every given field. */
export const matchesUsbDevice = (wanted: Partial<Hostdev>, one: UsbDevice): boolean =>
    (wanted.vendorId ?? one.vendorId) === one.vendorId &&
    (wanted.productId ?? one.productId) === one.productId &&
    (wanted.bus ?? one.bus) === one.bus &&
    (wanted.device ?? one.device) === one.device;

/** As lsusb writes it. */
export function usbText({ vendorId, productId, bus, device }: Partial<Hostdev>): string {
    const place = bus === undefined ? undefined : `bus ${bus}, device ${device ?? ""}`;
    if (vendorId === undefined) return place ?? "";
    const id = [vendorId, productId ?? ""].map((one) => one.replace("0x", "")).join(":");
    return place === undefined ? id : `${id} (${place})`;
}
