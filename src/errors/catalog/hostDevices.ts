import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

export const serialWithoutDevice = defineFinding({
    code: "serial-without-device",
    title: "A serial port is to be one of the host's, and nothing says which",
    says: 'is required with type "dev"',
    remedy: "Set path to a port of the host, such as /dev/ttyS0.",
    example: { path: ["serials", 1, "path"], facts: undefined },
});

export const deviceOfPty = defineFinding({
    code: "device-of-pty",
    title: "A serial port has a device of the host and is not of its type",
    says: 'must be absent unless type is "dev"',
    remedy: 'Set type to "dev", or remove path.',
    example: { path: ["serials", 1, "path"], facts: undefined },
});

export const hostdevUnsaid = defineFinding({
    code: "hostdev-unsaid",
    title: "Nothing says which USB device of the host is meant",
    says: "must have vendorId and productId, or bus and device, or all four",
    remedy: "Write what lsusb on the host prints of the device.",
    example: { path: ["hostdevs", "dongle"], facts: undefined },
});

export const usbPortUsedTwice = defineFinding({
    code: "usb-port-used-twice",
    title: "Two USB devices have the same port",
    says: "must differ from that of the domain's other devices",
    remedy: "Give one of them another port, or none: a free one is then chosen.",
    example: { path: ["hostdevs", "dongle", "usbPort"], facts: undefined },
});

export const noFreeUsbPort = defineFinding({
    code: "no-free-usb-port",
    title: "A guest has no USB port left for a device",
    says: "must be one of 1 to 6, and other devices have them all",
    remedy: "Take one of the devices away, or give it to another guest.",
    example: { path: ["hostdevs", "seventh", "usbPort"], facts: undefined },
});

export const tooManyHostPorts = defineFinding<{ names: readonly string[] }>({
    code: "too-many-host-ports",
    title: "A machine is to have more ports of its host than Windows could use",
    says: ({ names }) =>
        `must be at most ${names.length}, ${names.join(" and ")}: a machine has no interrupt for more`,
    remedy: "Give the others to another machine, or a USB adapter with ports to this one.",
    example: {
        path: ["machines", "analyst", "hostDevices", "serialPorts"],
        facts: { names: ["COM2", "COM3"] },
    },
});

export const hostUsbUnsaid = defineFinding({
    code: "host-usb-unsaid",
    title: "Nothing says which USB device of the host a machine is to have",
    says: "must have id, or bus and device, or all three",
    remedy: "Write what lsusb on the host prints of the device.",
    example: { path: ["machines", "analyst", "hostDevices", "usb", "dongle"], facts: undefined },
});

export const hostDeviceGivenTwice = defineFinding<{ other: string; isItself: boolean }>({
    code: "host-device-given-twice",
    title: "A device of the host is given twice",
    says: ({ other, isItself }) =>
        isItself
            ? "must be given once, and this machine has it already"
            : `must be one machine's, and "${other}" has it`,
    remedy: "Leave it to one of them; of two USB devices of one product write bus and device too.",
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
        `Domain "${name}" cannot have USB device ${device}: the host ${there.length === 0 ? "has no USB device at all" : `has only ${there.join(", ")}`}.`,
    remedy: "Plug it in, or write what lsusb on the host prints of it.",
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
    title: "The host has several USB devices of one product",
    what: ({ name, device, there }) =>
        `Domain "${name}" cannot have USB device ${device}: the host has it several times, ${there.join(", ")}.`,
    remedy: "Write bus and device of the one that is meant too.",
    example: {
        name: "lab-dev-analyst",
        device: "0529:0001",
        there: ["0529:0001 (bus 1, device 4)", "0529:0001 (bus 1, device 5)"],
    },
});

export const hostDeviceTaken = defineError<{ name: string; device: string; other: string }>({
    code: "host-device-taken",
    title: "Another guest has the device of the host",
    what: ({ name, device, other }) =>
        `Domain "${name}" cannot have ${device} of the host: domain "${other}" has it and runs.`,
    remedy: "Shut that one down, or take the device from it, and run again.",
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
        `Domain "${name}" cannot have ${ports.join(", ")} of the host: ${reason}.`,
    remedy: "Look on the host what there is (ls -l /dev/ttyS* /dev/ttyUSB* /dev/parport*), plug it in or correct the path.",
    example: {
        name: "lab-dev-analyst",
        ports: ["/dev/ttyUSB0"],
        reason: "Path '/dev/ttyUSB0' is not accessible: No such file or directory",
    },
});
