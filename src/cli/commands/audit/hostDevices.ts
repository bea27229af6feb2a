import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import type { Element } from "../../../xml/tree/element";
import { readHostdevs } from "../../../xml/domain/read/hostUsb";
import { all, attributesAt, textAt } from "../../../xml/tree/query";
import { isSameUsb, parseUsbText, usbText, type HostUsb } from "../../../xp/hardware/hostDevices";
import { parseMachineTitle } from "../../../xp/machineTitle";

/** Devices of the host that a machine has: what its title declares is a warning, anything else nobody has declared. */
export function checkHostDevices(definition: Element): Weakness[] {
    const declared = declaredIn(definition);
    const given = hostDevicesIn(definition).filter((device) => isDeclared(device, declared));
    return given.length > 0 ? [errors.hostDeviceGiven({ devices: given.map(textOf) })] : [];
}

/** Kinds of device, in the audit's words, of a definition's undeclared devices of the host. */
export const undeclaredHostDevices = (definition: Element): string[] =>
    hostDevicesIn(definition)
        .filter((device) => !isDeclared(device, declaredIn(definition)))
        .map(textOf);

const isHostDevice = ({ name, attributes: { type } }: Element): boolean =>
    (HOST_PORTS.includes(name) && type === "dev") || (name === "hostdev" && type === "usb");

/** Whether there is a reason for the controller that USB devices of the host are plugged into. */
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

/** Of a USB device that runs libvirt knows more than was declared. */
const isDeclared = (device: Device, declared: readonly string[]): boolean =>
    "port" in device
        ? declared.includes(device.port)
        : declared.some((text) => {
              const usb = parseUsbText(text);
              return usb !== undefined && isSameUsb(usb, device.usb);
          });
