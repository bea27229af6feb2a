import { domainXml } from "../../../../src/xml/domain/write/domain";
import { Domain } from "../../../../src/schema/domain/domain";
import { readDomain } from "../../../../src/xml/domain/read/domain";
import { print } from "../../../../src/xml/tree/element";
import { merge } from "../../../../src/xml/merge/merge";
import { parse } from "../../../../src/xml/tree/parse";
import { all, attributesAt } from "../../../../src/xml/tree/query";

const usb = { vendorId: "0x0529", productId: "0x0001" };
const mark = { token: "t", urn: "u" };
const xmlOf = (fields: object) =>
    domainXml(Domain.inputs.parse({ name: "xp", ...fields }), { type: "qemu", mark });
const read = (devices: string) =>
    readDomain(parse(`<domain><devices>${devices}</devices></domain>`), {});

describe("changes a definition once and not again", () => {
    const states = {
        nothing: {},
        tablet: { usb: true },
        one: { hostdevs: { a: { ...usb, usbPort: 1 } } },
        "another in its port": { hostdevs: { b: { bus: 1, device: 4, usbPort: 1 } } },
        two: { hostdevs: { a: { ...usb, usbPort: 1 }, b: { bus: 1, device: 4, usbPort: 2 } } },
        "the tablet and one": { usb: true, hostdevs: { a: { ...usb, usbPort: 1 } } },
        "one of another product": { hostdevs: { a: { ...usb, productId: "0x0002", usbPort: 1 } } },
    };
    const steps = Object.entries(states).flatMap(([from, old]) =>
        Object.entries(states).map(([to, news]) => [from, to, old, news] as const),
    );

    test.each(steps)("%s, %s", (_from, _to, old, news) => {
        const [before, after] = [parse(print(xmlOf(old))), xmlOf(news)];
        const once = merge(before, xmlOf(old), after);
        expect(devicesOf(print(once))).toEqual(devicesOf(print(after)));
        expect(print(merge(once, xmlOf(old), after))).toBe(print(once));
    });

    /** In any order: new devices come last. */
    function devicesOf(xml: string): string[] {
        const root = parse(xml);
        return ["controller", "hostdev", "input"]
            .flatMap((kind) => all(root, "devices", kind))
            .map((one) => print({ ...one, attributes: sorted(one.attributes) }))
            .sort();
    }

    const sorted = (attributes: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(attributes).sort());
});

test("names devices of other programs after their ids", () => {
    const source = "<source><vendor id='0x04b8'/><product id='0x0110'/></source>";
    const place = "<source><address bus='1' device='4'/></source>";
    const hostdevs = `
        <hostdev mode='subsystem' type='usb'>${source}<alias name='hostdev0'/></hostdev>
        <hostdev mode='subsystem' type='pci'><source><address domain='0' bus='3' slot='0' function='0'/></source></hostdev>
        <hostdev mode='subsystem' type='usb'>${place}<address type='usb' bus='0' port='3'/></hostdev>`;
    expect(read(hostdevs)["hostdevs"]).toEqual({
        "usb-04b8-0110-1": { type: "usb", vendorId: "0x04b8", productId: "0x0110" },
        "usb-1-4-2": { type: "usb", bus: 1, device: 4, usbPort: 3 },
    });
});

test("reads a path for a host port and none for a pty, though libvirt chooses one while it runs", () => {
    const port = (type: string, number: number, path: string) =>
        `<serial type='${type}'><source path='${path}'/><target type='isa-serial' port='${number}'/></serial>`;
    const parallel =
        "<parallel type='dev'><source path='/dev/parport0'/><target port='0'/></parallel>";
    const xml = port("pty", 0, "/dev/pts/5") + port("dev", 1, "/dev/ttyS0") + parallel;
    const { serials, parallels } = read(xml);
    expect(serials).toEqual([{ type: "pty" }, { type: "dev", path: "/dev/ttyS0" }]);
    expect(parallels).toEqual([{ type: "dev", path: "/dev/parport0" }]);
});

test("makes one device with four functions of the controllers", () => {
    const places = all(xmlOf({ hostdevs: { a: usb } }), "devices", "controller").map((one) => {
        const { slot, function: number, multifunction } = attributesAt(one, "address");
        return [one.attributes["model"], slot, number, multifunction];
    });
    expect(places.slice(2)).toEqual([
        ["ich9-ehci1", "0x1c", "0x7", undefined],
        ["ich9-uhci1", "0x1c", "0x0", "on"],
        ["ich9-uhci2", "0x1c", "0x1", undefined],
        ["ich9-uhci3", "0x1c", "0x2", undefined],
    ]);
});
