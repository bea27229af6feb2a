import { refuseHostDevices } from "../../../src/provider/cleanState/refuseHostDevices";
import { parse } from "../../../src/xml/tree/parse";

const ref = { name: "xp", uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6", id: 1 };
const domain = (devices: string) => ({
    ref,
    stored: parse(`<domain><devices>${devices}</devices></domain>`),
});

test.each([
    ["usb", "USB"],
    ["pci", "PCI"],
])("refuses a guest with a host device of type %s", (type, kind) => {
    expect(() => refuseHostDevices(domain(`<hostdev mode='subsystem' type='${type}'/>`))).toThrow(
        new Error(
            `The clean state of domain "xp" cannot be taken: it has a ${kind} device of the host, which no reset can restore. ` +
                "Remove the device from it, or remove the DomainSaveImage. [clean-state-with-hostdev]",
        ),
    );
});

test("accepts a serial port of the host", () => {
    expect(() => refuseHostDevices(domain("<serial type='dev'/>"))).not.toThrow();
});
