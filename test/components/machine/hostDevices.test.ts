import * as pulumi from "@pulumi/pulumi";
import { validateHostDevicesUnique } from "../../../src/components/machine/hostDevices";
import { Lab, type LabMachineArgs } from "../../../src/components/lab/lab";
import { BEYOND } from "../../../src/schema/core/accept";
import { domainOfMachine } from "../domainOfMachine";

const id = "0529:0001";
const place = { bus: 1, device: 4 };

afterEach(() => {
    jest.restoreAllMocks();
});

test("a machine's ports come behind COM1, its USB devices under their names, and its title tells of them", async () => {
    const hostDevices = {
        serialPorts: ["/dev/ttyUSB0", "/dev/serial/by-id/usb-FTDI_FT232R-if00-port0"],
        parallelPorts: ["/dev/parport0"],
        usb: { dongle: { id }, scanner: place },
    };
    const machines = { xp: { hostDevices, accept: BEYOND } };
    const { inputs } = await domainOfMachine({ machines });
    const { serials, parallels, hostdevs, title } = inputs;
    expect((serials as readonly object[]).slice(1)).toEqual([
        { type: "dev", path: "/dev/ttyUSB0" },
        { type: "dev", path: "/dev/serial/by-id/usb-FTDI_FT232R-if00-port0", irq: 5 },
    ]);
    expect(parallels).toEqual([expect.objectContaining({ path: "/dev/parport0" })]);
    expect(hostdevs).toEqual({
        dongle: expect.objectContaining({
            vendorId: "0x0529",
            productId: "0x0001",
            usbPort: 1,
        }) as unknown,
        scanner: expect.objectContaining({ ...place, usbPort: 2 }) as unknown,
    });
    expect(title).toBe(
        "xp of lab lab, stack dev, with /dev/ttyUSB0, /dev/serial/by-id/usb-FTDI_FT232R-if00-port0, /dev/parport0, usb 0529:0001, usb 1/4",
    );
});

describe("a device is given once", () => {
    const refused = (machines: Record<string, LabMachineArgs>) =>
        validateHostDevicesUnique({ machines }).map(
            ({ path, message }) => `${path.join(".")} ${message}`,
        );
    const serialPorts = ["/dev/ttyS0"];

    test("to each of two machines another", () => {
        const machines = {
            one: { hostDevices: { serialPorts, usb: { a: { id, ...place } } } },
            two: {
                hostDevices: {
                    serialPorts: ["/dev/ttyS1"],
                    usb: { a: { id, bus: 1, device: 5 } },
                },
            },
        };
        expect(refused(machines)).toEqual([]);
    });

    test("not to two", () => {
        const parallelPorts = ["/dev/parport0"];
        const usb = { a: { id } };
        const all = { serialPorts, parallelPorts, usb };
        expect(refused({ one: { hostDevices: all }, two: { hostDevices: all } })).toEqual(
            ["serialPorts.0", "parallelPorts.0", "usb.a"].map(
                (field) =>
                    `machines.two.hostDevices.${field} must be given to only one machine: "one" already has it [host-device-given-twice]`,
            ),
        );
    });

    test("not to those that count makes", () => {
        expect(refused({ one: { count: 3, hostDevices: { serialPorts } } })).toEqual([
            'machines.one.hostDevices.serialPorts.0 must be given to only one machine: "one-1" already has it [host-device-given-twice]',
        ]);
    });

    test("not twice to one", () => {
        const hostDevices = { serialPorts: ["/dev/ttyS0", "/dev/ttyS0"] };
        expect(refused({ one: { hostDevices } })).toEqual([
            "machines.one.hostDevices.serialPorts.1 must be given only once: this machine already has it [host-device-given-twice]",
        ]);
    });
});

test("one error tells all that is wrong with them", () => {
    const hostDevices = {
        serialPorts: ["/dev/ttyS0", "/dev/ttyS1", "/dev/ttyS2"],
        usb: { dongle: {} },
    };
    const machines = { one: { hostDevices }, two: { hostDevices, cleanState: {} } };
    expect(() => new Lab("lab", { image: "pool/golden", machines })).toThrow(
        new pulumi.RunError(
            [
                'Lab "lab" cannot be made:',
                ...["one", "two"].flatMap((key) => [
                    `  machines.${key}.hostDevices.serialPorts must have no more than COM2 and COM3: a machine has no interrupt for more [too-many-host-ports]`,
                    `  machines.${key}.hostDevices.usb.dongle must have id, or bus and device, or all three [host-usb-unsaid]`,
                ]),
                ...[0, 1, 2].map(
                    (index) =>
                        `  machines.two.hostDevices.serialPorts[${index}] must be given to only one machine: "one" already has it [host-device-given-twice]`,
                ),
                "  machines.two.cleanState must be absent when the machine has hostDevices.usb: no reset can restore the state of such a device [clean-state-with-usb]",
            ].join("\n"),
        ),
    );
});

test.each(["/dev/sda", "/dev/tty", "/dev/tty1", "/dev/mem", "/etc/passwd", "/dev/pts/../sda"])(
    "%s is no serial port",
    (path) => {
        const machines = { xp: { hostDevices: { serialPorts: [path] } } };
        expect(() => new Lab("lab", { image: "pool/golden", machines })).toThrow(
            `machines.xp.hostDevices.serialPorts[0] must be a serial port such as /dev/ttyS0 or /dev/ttyUSB0, not "${path}" [malformed]`,
        );
    },
);
