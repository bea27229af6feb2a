import { z } from "zod";
import * as errors from "../../errors";
import type { Domain } from "./domain";
import type { Issue } from "../core/resource";

/** libvirt would hand QEMU any file of this name, so it has to be below /dev. */
export const DevicePath = z
    .string()
    .regex(
        /^\/dev(\/(?!\.\.?(\/|$))[^/\x00-\x1f]+)+$/,
        "must be a device of the host such as /dev/ttyS0",
    );

// https://libvirt.org/formatdomain.html#parallel-port
export const ParallelPort = z
    .strictObject({
        type: z.enum(["dev"]).default("dev").describe("Type of the port: dev. Default: dev."),
        path: DevicePath.describe("Path of the libvirt host's port, such as /dev/parport0."),
    })
    .meta({ id: "DomainParallel", description: "A parallel port." });
export type ParallelPort = z.infer<typeof ParallelPort>;

const UsbId = z
    .string()
    .regex(/^0x[0-9a-f]{4}$/, "must be 0x and four lower-case hexadecimal digits");

/** Ports of the controller that the host's USB devices are plugged into (xml/domain/write/hostUsb.ts). */
export const USB_PORTS = 6;

// https://libvirt.org/formatdomain.html#usb-pci-scsi-devices
export const Hostdev = z
    .strictObject({
        type: z.enum(["usb"]).default("usb").describe("Type of the device: usb. Default: usb."),
        vendorId: UsbId.optional().describe(
            "Vendor id of the device, such as 0x0529; requires productId. Default: any.",
        ),
        productId: UsbId.optional().describe(
            "Product id of the device, such as 0x0001; requires vendorId. Default: any.",
        ),
        bus: z
            .int()
            .min(1)
            .max(255)
            .optional()
            .describe("Bus of the host, 1 to 255; requires device. Default: any."),
        device: z
            .int()
            .min(1)
            .max(127)
            .optional()
            .describe(
                "Number on that bus, 1 to 127; requires bus. It changes each time the device is plugged in. Default: any.",
            ),
        usbPort: z
            .int()
            .min(1)
            .max(USB_PORTS)
            .optional()
            .describe(
                `Port of the guest's controller, 1 to ${USB_PORTS}. Default: the lowest free one at creation, then kept.`,
            ),
    })
    .meta({
        id: "DomainHostdev",
        description:
            "A USB device of the host, on a USB 2.0 controller of its own. Identified by vendorId and productId, by bus and device, or by all four.",
    });
export type Hostdev = z.infer<typeof Hostdev>;

export function validateSerialDevices({ serials }: Domain): Issue[] {
    return serials.flatMap(({ type, path }, index) => {
        if (type === "dev" && path === undefined) {
            return [errors.serialWithoutDevice(["serials", index, "path"])];
        }
        return type === "pty" && path !== undefined
            ? [errors.deviceOfPty(["serials", index, "path"])]
            : [];
    });
}

export function validateHostdevs({ hostdevs }: Domain): Issue[] {
    return Object.entries(hostdevs).flatMap(([name, { vendorId, productId, bus, device }]) => {
        const isHalf =
            (vendorId === undefined) !== (productId === undefined) ||
            (bus === undefined) !== (device === undefined);
        return isHalf || (vendorId === undefined && bus === undefined)
            ? [errors.hostdevUnidentified(["hostdevs", name])]
            : [];
    });
}

export function validateUsbPortsUnique({ hostdevs }: Domain): Issue[] {
    const ports = Object.values(hostdevs).map(({ usbPort }) => usbPort);
    return Object.entries(hostdevs).flatMap(([name, { usbPort }], index) =>
        usbPort !== undefined && ports.indexOf(usbPort) < index
            ? [errors.usbPortUsedTwice(["hostdevs", name, "usbPort"])]
            : [],
    );
}
