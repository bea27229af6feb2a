import { element } from "../../../../src/xml/tree/element";
import { chooseSlots, pciAddress, slotOf } from "../../../../src/xml/domain/write/pciSlots";

test("chooses the lowest free slots in the order of the names", () => {
    expect(chooseSlots(["b", "a", "c"], new Set([3, 5]))).toEqual({ b: 4, a: 6, c: 7 });
});

test("has exactly 25 slots", () => {
    const names = Array.from({ length: 26 }, (_, index) => `nic-${index}`);
    const chosen = chooseSlots(names, new Set());
    expect([chosen["nic-0"], chosen["nic-24"]]).toEqual([3, 27]);
    expect(Object.keys(chosen)).toHaveLength(25);
});

test("writes an address as libvirt does", () => {
    expect(pciAddress({ slot: 27, function: 1 })).toEqual({
        name: "address",
        attributes: {
            type: "pci",
            domain: "0x0000",
            bus: "0x00",
            slot: "0x1b",
            function: "0x1",
        },
        children: [],
    });
});

describe("slotOf", () => {
    test("reads a written slot", () => {
        expect(slotOf(pciAddress({ slot: 27 }))).toBe(27);
    });

    test.each([
        ["a device among several in a slot", pciAddress({ slot: 1, function: 2 })],
        [
            "a device behind a bridge",
            element("address", { type: "pci", bus: "0x01", slot: "0x03" }),
        ],
        ["a drive", element("address", { type: "drive", unit: 1 })],
    ])("finds none in %s", (_what, address) => {
        expect(slotOf(address)).toBeUndefined();
    });
});
