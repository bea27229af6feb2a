import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

export const serialWithoutDevice = defineFinding({
    code: "serial-without-device",
    title: "A serial port of the host is not named",
    says: 'is required with type "dev"',
    remedy: "Set path to a port of the host, such as /dev/ttyS0.",
    example: { path: ["serials", 1, "path"], facts: undefined },
});

export const deviceOfPty = defineFinding({
    code: "device-of-pty",
    title: "A serial port that is not of type dev names a device of the host",
    says: 'must be absent unless type is "dev"',
    remedy: 'Set type to "dev", or remove path.',
    example: { path: ["serials", 1, "path"], facts: undefined },
});

export const hostdevUnidentified = defineFinding({
    code: "hostdev-unsaid",
    title: "A USB device in hostdevs is not identified",
    says: "must have vendorId and productId, or bus and device, or all four",
    remedy: 'Copy what "lsusb" on the host prints for the device.',
    example: { path: ["hostdevs", "dongle"], facts: undefined },
});

export const usbPortUsedTwice = defineFinding({
    code: "usb-port-used-twice",
    title: "Two USB devices have the same port",
    says: "must differ from the ports of the domain's other devices",
    remedy: "Change one of the ports, or remove it to get a free one.",
    example: { path: ["hostdevs", "dongle", "usbPort"], facts: undefined },
});

export const noFreeUsbPort = defineFinding({
    code: "no-free-usb-port",
    title: "A guest has no free USB port for a device",
    says: "must be one of 1 to 6, which are all in use",
    remedy: "Remove one of the devices, or give it to another guest.",
    example: { path: ["hostdevs", "seventh", "usbPort"], facts: undefined },
});

export const tooManyHostPorts = defineFinding<{ names: readonly string[] }>({
    code: "too-many-host-ports",
    title: "A machine has more ports of its host than Windows can use",
    says: ({ names }) =>
        `must have no more than ${names.join(" and ")}: a machine has no interrupt for more`,
    remedy: "Give the others to another machine, or give this one a USB adapter with ports.",
    example: {
        path: ["machines", "analyst", "hostDevices", "serialPorts"],
        facts: { names: ["COM2", "COM3"] },
    },
});

export const hostUsbUnidentified = defineFinding({
    code: "host-usb-unsaid",
    title: "A USB device in hostDevices is not identified",
    says: "must have id, or bus and device, or all three",
    remedy: 'Copy what "lsusb" on the host prints for the device.',
    example: { path: ["machines", "analyst", "hostDevices", "usb", "dongle"], facts: undefined },
});

export const hostDeviceGivenTwice = defineFinding<{ other: string; isItself: boolean }>({
    code: "host-device-given-twice",
    title: "A device of the host is given twice",
    says: ({ other, isItself }) =>
        isItself
            ? "must be given only once: this machine already has it"
            : `must be given to only one machine: "${other}" already has it`,
    remedy: "Keep one of the entries. To give two USB devices of one product, add bus and device.",
    example: {
        path: ["machines", "analyst", "hostDevices", "serialPorts", 0],
        facts: { other: "patient-1", isItself: false },
    },
});

export const hostUsbMissing = defineError<{
    name: string;
    device: string;
    there: readonly string[];
}>({
    code: "host-usb-missing",
    title: "The host has no such USB device",
    what: ({ name, device, there }) =>
        `Domain "${name}" cannot use USB device ${device}: the host ${there.length === 0 ? "has no USB device at all" : `has only ${there.join(", ")}`}.`,
    remedy: 'Plug it in, or copy what "lsusb" on the host prints for it.',
    example: {
        name: "lab-dev-analyst",
        device: "0529:0001",
        there: ["1d6b:0002 (bus 1, device 1)"],
    },
});

export const hostUsbAmbiguous = defineError<{
    name: string;
    device: string;
    there: readonly string[];
}>({
    code: "host-usb-ambiguous",
    title: "Several USB devices of the host match",
    what: ({ name, device, there }) =>
        `Domain "${name}" cannot use USB device ${device}: the host has several, ${there.join(", ")}.`,
    remedy: "Add bus and device of the one that you mean.",
    example: {
        name: "lab-dev-analyst",
        device: "0529:0001",
        there: ["0529:0001 (bus 1, device 4)", "0529:0001 (bus 1, device 5)"],
    },
});

export const hostDeviceTaken = defineError<{ name: string; device: string; other: string }>({
    code: "host-device-taken",
    title: "Another guest is using the device of the host",
    what: ({ name, device, other }) =>
        `Domain "${name}" cannot use the host's ${device}: the running domain "${other}" has it.`,
    remedy: "Shut that domain down, or remove the device from it, and run again.",
    example: { name: "lab-dev-analyst", device: "/dev/ttyUSB0", other: "lab-dev-patient-1" },
});

export const hostPortUnusable = defineError<{
    name: string;
    ports: readonly string[];
    reason: string;
}>({
    code: "host-port-unusable",
    title: "A serial or parallel port of the host is missing, or cannot be used",
    what: ({ name, ports, reason }) =>
        `Domain "${name}" cannot use the host's ${ports.join(", ")}: ${reason}.`,
    remedy: 'Check what "ls -l /dev/ttyS* /dev/ttyUSB* /dev/parport*" on the host lists, then plug the device in or correct the path.',
    example: {
        name: "lab-dev-analyst",
        ports: ["/dev/ttyUSB0"],
        reason: "Path '/dev/ttyUSB0' is not accessible: No such file or directory",
    },
});
