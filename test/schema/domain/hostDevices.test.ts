import { Domain } from "../../../src/schema/domain/domain";
import * as rules from "../../../src/schema/domain/hostDevices";
import { DevicePath } from "../../../src/schema/domain/hostDevices";

const domain = (fields: object) => Domain.inputs.parse(fields);
const usb = { vendorId: "0x0529", productId: "0x0001" };

test.each(["/dev/ttyS0", "/dev/serial/by-id/usb-FTDI_1234-if00-port0", "/dev/pts/3", "/dev/..a"])(
    "%s is a device",
    (path) => {
        expect(DevicePath.safeParse(path).success).toBe(true);
    },
);

// libvirt 9.0 gives QEMU's user whatever is named, /etc/passwd too.
test.each(["/etc/passwd", "/dev", "/dev/", "/dev/../etc/passwd", "/dev/./mem", "/dev//a", "ttyS0"])(
    "%s is none",
    (path) => {
        expect(DevicePath.safeParse(path).error?.issues.map(({ message }) => message)).toEqual([
            "must be a device of the host such as /dev/ttyS0",
        ]);
    },
);

describe("validateSerialDevices", () => {
    test("accepts ports of both types", () => {
        const serials = [{}, { type: "dev", path: "/dev/ttyS0" }];
        expect(rules.validateSerialDevices(domain({ serials }))).toEqual([]);
    });

    test("rejects one of the host's without a path", () => {
        expect(rules.validateSerialDevices(domain({ serials: [{}, { type: "dev" }] }))).toEqual([
            {
                path: ["serials", 1, "path"],
                message: 'is required with type "dev" [serial-without-device]',
            },
        ]);
    });

    test("rejects a path that would be of no effect", () => {
        const serials = [{ path: "/dev/ttyS0" }];
        expect(rules.validateSerialDevices(domain({ serials }))).toEqual([
            {
                path: ["serials", 0, "path"],
                message: 'must be absent unless type is "dev" [device-of-pty]',
            },
        ]);
    });
});

describe("validateHostdevs", () => {
    test.each([[usb], [{ bus: 1, device: 4 }], [{ ...usb, bus: 1, device: 4 }]])(
        "accepts %j",
        (dongle) => {
            expect(rules.validateHostdevs(domain({ hostdevs: { dongle } }))).toEqual([]);
        },
    );

    test.each([
        [{}],
        [{ vendorId: "0x0529" }],
        [{ productId: "0x0001" }],
        [{ bus: 1 }],
        [{ ...usb, device: 4 }],
    ])("rejects %j", (dongle) => {
        expect(rules.validateHostdevs(domain({ hostdevs: { dongle } }))).toEqual([
            {
                path: ["hostdevs", "dongle"],
                message:
                    "must have vendorId and productId, or bus and device, or all four [hostdev-unsaid]",
            },
        ]);
    });
});

test("usbPortsDiffer rejects two devices in one port", () => {
    const hostdevs = { a: { ...usb, usbPort: 2 }, b: usb, c: { ...usb, usbPort: 2 } };
    expect(rules.validateUsbPortsUnique(domain({ hostdevs }))).toEqual([
        {
            path: ["hostdevs", "c", "usbPort"],
            message:
                "must differ from the ports of the domain's other devices [usb-port-used-twice]",
        },
    ]);
});
