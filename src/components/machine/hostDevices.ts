import type * as libvirt from "@pulumi/libvirt";
import { z } from "zod";
import * as errors from "../../errors";
import { Hostdev } from "../../schema/domain/hostDevices";
import type { Issue } from "../../schema/core/resource";
import { isSameUsb, type HostDevices, type HostUsb } from "../../xp/hardware/hostDevices";
import { serialPorts } from "../../xp/hardware/hostPorts";
import { expand, type Naming } from "../../xp/machineNames";

/** A USB device of the host, identified by product (`id`), by place (`bus` and `device`), or by both. */
export interface HostUsbArgs {
    /**
     * Vendor and product as lsusb on the host prints them, such as 0529:0001.
     * @default any
     */
    id?: string | undefined;
    /**
     * Bus of the host, 1 to 255; requires `device`.
     * @default any
     */
    bus?: number | undefined;
    /**
     * Number on that bus, 1 to 127; requires `bus`. It changes each time the device is plugged in.
     * @default any
     */
    device?: number | undefined;
}

/** Devices of the libvirt host. While the machine runs, nothing else can use them. */
export interface HostDevicesArgs {
    /**
     * Serial ports such as /dev/ttyS0 or /dev/ttyUSB0, at most two: COM2 and COM3 of the machine, in this order.
     * @default none
     */
    serialPorts?: string[] | undefined;
    /**
     * Parallel port such as /dev/parport0, at most one: LPT1 of the machine.
     * @default none
     */
    parallelPorts?: string[] | undefined;
    /**
     * USB devices by a name of your choice, at most six. A name has lower-case letters, digits and dashes, a letter first,
     * at most 31 characters.
     * @default none
     */
    usb?: Record<string, HostUsbArgs> | undefined;
}

const SERIAL = /^\/dev\/(tty[A-Za-z]+\d+|pts\/\d+|serial\/by-(id|path)\/[A-Za-z0-9._:+-]+)$/;

const HostUsbShape = z.strictObject({
    id: z
        .string()
        .regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/, "must be vendor:product such as 0529:0001")
        .optional(),
    bus: Hostdev.shape.bus,
    device: Hostdev.shape.device,
});

const UsbName = z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be lower-case letters, digits and dashes");

export const HostDevicesShape = z.strictObject({
    serialPorts: z
        .array(z.string().regex(SERIAL, "must be a serial port such as /dev/ttyS0 or /dev/ttyUSB0"))
        .optional(),
    parallelPorts: z
        .array(
            z
                .string()
                .regex(/^\/dev\/parport\d+$/, "must be a parallel port such as /dev/parport0"),
        )
        .optional(),
    usb: z.record(UsbName, HostUsbShape).optional(),
});

/** The devices in the provider's words: serial ports behind COM1. */
export const hostDevicesOf = ({
    serialPorts: serial = [],
    parallelPorts = [],
    usb = {},
}: HostDevices) => ({
    serials: serial.map((path, index) => {
        const { irq } = serialPorts[index] ?? {};
        return { type: "dev", path, ...(irq !== undefined && { irq }) };
    }),
    ...(parallelPorts.length > 0 && { parallels: parallelPorts.map((path) => ({ path })) }),
    ...(Object.keys(usb).length > 0 && {
        hostdevs: Object.fromEntries(
            Object.entries(usb).map(([name, one]) => [name, hostdevOf(one)]),
        ),
    }),
});

function hostdevOf({ id, bus, device }: HostUsb): libvirt.types.input.DomainHostdevArgs {
    const [vendor, product] = id?.split(":") ?? [];
    return {
        ...(id !== undefined && { vendorId: `0x${vendor ?? ""}`, productId: `0x${product ?? ""}` }),
        ...(bus !== undefined && { bus, device }),
    };
}

type Machines = Readonly<
    Record<string, Naming & { readonly hostDevices?: HostDevices | undefined }>
>;

/** A device is one machine's: the two that it is said of cannot both start. */
export function validateHostDevicesUnique({ machines }: { readonly machines: Machines }): Issue[] {
    const given = Object.entries(machines).flatMap(([key, { hostDevices = {}, ...settings }]) =>
        expand({ [key]: settings }).flatMap(({ name }) =>
            devicesIn(hostDevices).map((device) => ({ key, name, ...device })),
        ),
    );
    const issues = given.flatMap(({ key, name, path, isSame }, index) => {
        const earlier = given.slice(0, index).find((one) => isSame(one.device));
        if (earlier === undefined) return [];
        const facts = { other: earlier.name, isItself: earlier.name === name };
        return [errors.hostDeviceGivenTwice(["machines", key, "hostDevices", ...path], facts)];
    });
    // Of all that count makes of a key one is told.
    return issues.filter(
        ({ path }, index) =>
            issues.findIndex((one) => one.path.join("/") === path.join("/")) === index,
    );
}

interface Device {
    readonly path: readonly (string | number)[];
    readonly device: string | HostUsb;
    readonly isSame: (other: string | HostUsb) => boolean;
}

function devicesIn({ serialPorts: serial = [], parallelPorts = [], usb = {} }: HostDevices) {
    const port = (field: string) => (device: string, index: number) => ({
        path: [field, index],
        device,
        isSame: (other: string | HostUsb) => other === device,
    });
    return [
        ...serial.map(port("serialPorts")),
        ...parallelPorts.map(port("parallelPorts")),
        ...Object.entries(usb).map(([name, device]) => ({
            path: ["usb", name],
            device,
            isSame: (other: string | HostUsb) =>
                typeof other !== "string" && isSameUsb(device, other),
        })),
    ] satisfies Device[];
}
