import { DISK_BUSES, NICS, VIDEOS } from "./devices";

/** The setting that gives a machine a device which others lack. */
export type DeviceReason = "hostDevices" | "hostDevices.usb" | "capture";

export interface ConfinementDevice {
    readonly what: string;
    /** libvirt's elements, with their kinds. */
    readonly kinds: readonly string[];
    readonly because: string;
    /** Undefined if every machine may have it. */
    readonly when?: DeviceReason;
}

/** All devices that a guest may have: any other device of its domain is not declared by its lab. */
export const confinementDevices: readonly ConfinementDevice[] = [
    {
        what: "disks",
        kinds: DISK_BUSES.map((bus) => `disk disk ${bus}`),
        because: "Windows, and `results`",
    },
    { what: "a CD drive", kinds: ["disk cdrom ide"], because: "`media`" },
    {
        what: "one network card",
        kinds: NICS.map((nic) => `interface ${nic}`),
        because: "`network`, whose filter is at its tap",
    },
    {
        what: "a graphics card",
        kinds: VIDEOS.map((video) => `video ${video}`),
        because: "what the screen shows",
    },
    {
        what: "its screen",
        kinds: ["graphics vnc"],
        because: "`xplab console`: on 127.0.0.1 or a socket, with a password",
    },
    {
        what: "COM1",
        kinds: ["serial pty", "console pty"],
        because: "`xplab console --serial`; libvirt has two elements for it",
    },
    {
        what: "a mouse and a keyboard",
        kinds: ["input mouse ps2", "input keyboard ps2"],
        because: "PS/2 needs no USB",
    },
    {
        what: "the board's own controllers",
        kinds: ["controller pci", "controller ide"],
        because: "PCI, and two IDE channels",
    },
    { what: "a SATA controller", kinds: ["controller sata"], because: "`diskBus: sata`" },
    {
        what: "no USB, no sound, no balloon",
        kinds: ["controller usb none", "audio none", "memballoon none"],
        because: "libvirt adds them by default",
    },
    {
        what: "ports of the host",
        kinds: ["serial dev", "parallel dev"],
        because: "the audit warns about each",
        when: "hostDevices",
    },
    {
        what: "USB devices of the host",
        kinds: ["hostdev usb"],
        because: "the audit warns about each",
        when: "hostDevices",
    },
    {
        what: "a USB 2.0 controller",
        kinds: ["ehci1", "uhci1", "uhci2", "uhci3"].map((one) => `controller usb ich9-${one}`),
        because: "USB devices are plugged into it",
        when: "hostDevices.usb",
    },
    {
        what: "a debug console",
        kinds: ["serial null"],
        because: "its log is the recording; the guest's output to it is discarded",
        when: "capture",
    },
];
