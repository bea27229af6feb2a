import {
    validateHostDevices,
    hostDeviceTexts,
    isSameUsb,
    parseUsbText,
    usbText,
} from "../../../src/xp/hardware/hostDevices";

const id = "0529:0001";
const place = { bus: 1, device: 4 };

test.each([
    ["usb 0529:0001", { id }],
    ["usb 1/4", place],
    ["usb 0529:0001 1/4", { id, ...place }],
])("%s", (text, usb) => {
    expect(usbText(usb)).toBe(text);
    expect(parseUsbText(text)).toEqual(usb);
});

test.each(["usb", "/dev/ttyS0", "usb 0529", "usb 1/"])(
    "does not parse %p as a USB device",
    (text) => {
        expect(parseUsbText(text)).toBeUndefined();
    },
);

test("lists ports before USB devices", () => {
    const devices = {
        usb: { dongle: { id } },
        parallelPorts: ["/dev/parport0"],
        serialPorts: ["/dev/ttyS0"],
    };
    expect(hostDeviceTexts(devices)).toEqual(["/dev/ttyS0", "/dev/parport0", "usb 0529:0001"]);
    expect(hostDeviceTexts({})).toEqual([]);
});

test.each([
    [{ id }, { id }, true],
    [place, place, true],
    [{ id }, { id, ...place }, true],
    [place, { id, ...place }, true],
    [{ id, ...place }, { id, bus: 1, device: 5 }, false],
    [{ id, ...place }, { id: "0529:0002", ...place }, false],
    [{ id }, { id: "0529:0002" }, false],
    [{ id }, place, false],
])("%j and %j: %s", (one, other, isSame) => {
    expect(isSameUsb(one, other)).toBe(isSame);
    expect(isSameUsb(other, one)).toBe(isSame);
});

test("limits a machine's ports to a PC's interrupts", () => {
    const serialPorts = ["/dev/ttyS0", "/dev/ttyS1"];
    expect(
        validateHostDevices({ hostDevices: { serialPorts, parallelPorts: ["/dev/parport0"] } }),
    ).toEqual([]);
    const many = {
        serialPorts: [...serialPorts, "/dev/ttyS2"],
        parallelPorts: ["/dev/parport0", "/dev/parport1"],
    };
    expect(validateHostDevices({ hostDevices: many })).toEqual([
        {
            path: ["hostDevices", "serialPorts"],
            message:
                "must have no more than COM2 and COM3: a machine has no interrupt for more [too-many-host-ports]",
        },
        {
            path: ["hostDevices", "parallelPorts"],
            message:
                "must have no more than LPT1: a machine has no interrupt for more [too-many-host-ports]",
        },
    ]);
});

test.each([[{}], [{ bus: 1 }], [{ id, device: 4 }]])(
    "refuses %j, which identifies no device",
    (dongle) => {
        expect(validateHostDevices({ hostDevices: { usb: { dongle } } })).toEqual([
            {
                path: ["hostDevices", "usb", "dongle"],
                message: "must have id, or bus and device, or all three [host-usb-unsaid]",
            },
        ]);
    },
);
