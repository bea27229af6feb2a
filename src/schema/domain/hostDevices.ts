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
        type: z.enum(["dev"]).default("dev").describe("dev. Default: dev."),
        path: DevicePath.describe("Parallel port of the libvirt host, such as /dev/parport0."),
    })
    .meta({ id: "DomainParallel", description: "A parallel port." });
export type ParallelPort = z.infer<typeof ParallelPort>;

const UsbId = z
    .string()
    .regex(/^0x[0-9a-f]{4}$/, "must be 0x and four lower-case hexadecimal digits");

/** Ports of the controller that the host's USB devices are plugged into (xml/hostUsb.ts). */
export const USB_PORTS = 6;

// https://libvirt.org/formatdomain.html#usb-pci-scsi-devices
export const Hostdev = z
    .strictObject({
        type: z.enum(["usb"]).default("usb").describe("usb. Default: usb."),
        vendorId: UsbId.optional().describe(
            "Vendor of the device, such as 0x0529, with productId. Default: any.",
        ),
        productId: UsbId.optional().describe(
            "Product of that vendor, such as 0x0001. Default: any.",
        ),
        bus: z
            .int()
            .min(1)
            .max(255)
            .optional()
            .describe("Bus of the host that it is on, with device. Default: any."),
        device: z
            .int()
            .min(1)
            .max(127)
            .optional()
            .describe(
                "Its number on that bus; another one whenever it is plugged in. Default: any.",
            ),
        usbPort: z
            .int()
            .min(1)
            .max(USB_PORTS)
            .optional()
            .describe(
                `Port of the guest that it is plugged into, 1 to ${USB_PORTS}. Default: the lowest free one at creation, kept after.`,
            ),
    })
    .meta({
        id: "DomainHostdev",
        description: "A USB device of the host, on a USB 2.0 controller of its own.",
    });
export type Hostdev = z.infer<typeof Hostdev>;

export function validateSerialDevices({ serials }: Domain): Issue[] {
    return serials.flatMap(({ type, path }, index) => {
        if (type === "dev" && path === undefined)
            return [errors.serialWithoutDevice(["serials", index, "path"])];
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
