import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import type { Element } from "../../../xml/tree/element";
import { readHostdevs } from "../../../xml/domain/read/hostUsb";
import { all, attributesAt, textAt } from "../../../xml/tree/query";
import { isSameUsb, parseUsbText, usbText, type HostUsb } from "../../../xp/hardware/hostDevices";
import { parseMachineTitle } from "../../../xp/machineTitle";

/** Warns of the host's devices that a machine declares in its title; others are `undeclaredHostDevices`. */
export function checkHostDevices(definition: Element): Weakness[] {
    const declared = declaredIn(definition);
    const given = hostDevicesIn(definition).filter((device) => isDeclared(device, declared));
    return given.length > 0 ? [errors.hostDeviceGiven({ devices: given.map(textOf) })] : [];
}

/** The host's devices that a definition has and does not declare, as the audit names them. */
export const undeclaredHostDevices = (definition: Element): string[] =>
    hostDevicesIn(definition)
        .filter((device) => !isDeclared(device, declaredIn(definition)))
        .map(textOf);

const isHostDevice = ({ name, attributes: { type } }: Element): boolean =>
    (HOST_PORTS.includes(name) && type === "dev") || (name === "hostdev" && type === "usb");

/** Whether a definition declares a USB device of the host, which needs a USB controller. */
export const hasDeclaredUsb = (definition: Element): boolean =>
    declaredIn(definition).some((text) => parseUsbText(text) !== undefined);

const HOST_PORTS = ["serial", "parallel"];

type Device = { readonly port: string } | { readonly usb: HostUsb };

function hostDevicesIn(definition: Element): Device[] {
    const ports = HOST_PORTS.flatMap((kind) => all(definition, "devices", kind))
        .filter(isHostDevice)
        .map((port) => ({ port: attributesAt(port, "source")["path"] ?? "" }));
    const read = Object.values(readHostdevs(all(definition, "devices", "hostdev")));
    const usb = read.map(({ vendorId, productId, bus, device }) => ({
        usb: {
            ...(vendorId !== undefined && { id: `${digits(vendorId)}:${digits(productId)}` }),
            ...(bus !== undefined && { bus: Number(bus), device: Number(device) }),
        },
    }));
    return [...ports, ...usb];
}

const textOf = (device: Device): string => ("port" in device ? device.port : usbText(device.usb));

const digits = (id: unknown) => String(id).replace("0x", "");

const declaredIn = (definition: Element): readonly string[] =>
    parseMachineTitle(textAt(definition, "title") ?? "")?.hostDevices ?? [];

/** While a USB device is in use, libvirt adds fields that were not declared. */
const isDeclared = (device: Device, declared: readonly string[]): boolean =>
    "port" in device
        ? declared.includes(device.port)
        : declared.some((text) => {
              const usb = parseUsbText(text);
              return usb !== undefined && isSameUsb(usb, device.usb);
          });
