import { readInterfaces } from "../../../../src/xml/domain/read/interfaces";
import { element } from "../../../../src/xml/tree/element";
import { parse } from "../../../../src/xml/tree/parse";
import { pciAddress } from "../../../../src/xml/domain/write/pciSlots";

const A = "52:54:00:00:00:0a";
const B = "52:54:00:00:00:0b";

const nic = (mac: string, slot?: number) =>
    element(
        "interface",
        { type: "network" },
        element("mac", { address: mac }),
        slot === undefined ? undefined : pciAddress({ slot }),
    );

/** MAC addresses by the interfaces' names. */
function macsByName(...[found, known]: Parameters<typeof readInterfaces>) {
    const nics = Object.entries(readInterfaces(found, known));
    return Object.fromEntries(nics.map(([name, { mac }]) => [name, mac]));
}

describe("recognises an interface", () => {
    test("by its slot, whatever its MAC", () => {
        const known = { lan: { pciSlot: 3, mac: B }, wan: { pciSlot: 4, mac: A } };
        expect(macsByName([nic(A, 3), nic(B, 4)], known)).toEqual({ lan: A, wan: B });
    });

    test("by its MAC when no known one is in its slot", () => {
        expect(macsByName([nic(A, 5)], { lan: { pciSlot: 3, mac: A } })).toEqual({ lan: A });
    });

    test("by its MAC only if the slot does not identify another", () => {
        const known = { lan: { pciSlot: 3, mac: A } };
        expect(macsByName([nic(A, 5), nic(B, 3)], known)).toEqual({ lan: B, nic5: A });
    });

    test("never by missing values", () => {
        expect(macsByName([nic(A)], { lan: { mac: B } })).toEqual({ "nic-52540000000a": A });
    });
});

describe("names an unknown interface", () => {
    test("after its slot", () => {
        expect(macsByName([nic(A, 11)], {})).toEqual({ nic11: A });
    });

    test("after its MAC without one", () => {
        expect(macsByName([nic(A)], {})).toEqual({ "nic-52540000000a": A });
    });

    test("with a number if the name is taken", () => {
        const known = { nic5: { pciSlot: 3, mac: A } };
        expect(macsByName([nic(B, 5)], known)).toEqual({ "nic5-2": B });
    });

    test("differently from an equal one", () => {
        expect(Object.keys(readInterfaces([nic(A), nic(A)], {}))).toEqual([
            "nic-52540000000a",
            "nic-52540000000a-2",
        ]);
    });
});

describe("reads an interface", () => {
    const read = (inner: string) =>
        readInterfaces([parse(`<interface><mac address='${A}'/>${inner}</interface>`)], {})[
            "nic-52540000000a"
        ];

    test("with a list for its filter in one value", () => {
        const parameters = [
            "<parameter name='IP' value='10.0.0.1'/>",
            "<parameter name='P' value='1'/>",
            "<parameter name='IP' value='10.0.0.2'/>",
        ];
        expect(read(`<filterref filter='f'>${parameters.join("")}</filterref>`)).toMatchObject({
            filter: "f",
            filterParameters: { IP: "10.0.0.1,10.0.0.2", P: "1" },
        });
    });

    test("without a network on a host bridge", () => {
        expect(read("<source bridge='br0'/>")).toStrictEqual({
            mac: A,
            linkUp: true,
            filterParameters: {},
            isolatedPort: false,
        });
    });

    test("on its network while a guest runs on the network's bridge", () => {
        expect(read("<source network='lan' portid='1' bridge='br0'/>")).toMatchObject({
            network: "lan",
        });
    });
});
