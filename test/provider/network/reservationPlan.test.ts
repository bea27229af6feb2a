import {
    chooseAddress,
    isEmpty,
    planReservations,
} from "../../../src/provider/network/reservationPlan";
import { element, type Element } from "../../../src/xml/tree/element";
import { parse } from "../../../src/xml/tree/parse";
import { reservationXml, type Reservation } from "../../../src/xml/network/reservations";

const A = "52:54:00:00:00:0a";
const B = "52:54:00:00:00:0b";
const C = "52:54:00:00:00:0c";

const at = (mac: string, last: number): Reservation => ({ mac, address: `10.1.2.${last}` });

const network = (
    reservations: readonly Reservation[] = [],
    { prefix = 24, others = "" }: { prefix?: number; others?: string } = {},
): Element =>
    element(
        "network",
        {},
        element(
            "ip",
            { address: "10.1.2.1", prefix },
            element(
                "dhcp",
                {},
                reservationXml(at("52:54:00:00:00:01", 1)),
                parse(`<x>${others}</x>`).children,
                reservations.map(reservationXml),
            ),
        ),
    );

const plan = (situation: Partial<Parameters<typeof planReservations>[0]>) =>
    planReservations({
        stored: network(),
        live: undefined,
        leases: [],
        wanted: [],
        isInScope: () => true,
        ...situation,
    });

const NOTHING = { gone: [], added: [] };

test("changes nothing if everybody has an address", () => {
    const both = network([at(A, 9), at(B, 8)]);
    const found = plan({ stored: both, live: both, wanted: [A, B], leases: [at(A, 77)] });
    expect(found).toEqual({ stored: NOTHING, live: NOTHING, unserved: [] });
    expect(isEmpty(found)).toBe(true);
});

test("gives a running guest its leased address before others choose", () => {
    const [chosen = ""] = plan({ wanted: [B] }).stored.added.map(({ address }) => address);
    const found = plan({ wanted: [B, A], leases: [{ mac: A, address: chosen }] });
    const [first, second] = found.stored.added;
    expect(first).toEqual({ mac: A, address: chosen });
    expect(second?.mac).toBe(B);
    expect(second?.address).not.toBe(chosen);
    expect(isEmpty(found)).toBe(false);
});

test.each([
    ["outside the subnet", { mac: A, address: "10.9.9.9" }],
    ["the host's", at(A, 1)],
    ["the subnet's first", at(A, 0)],
    ["the subnet's last", at(A, 255)],
    ["declared for another", at(A, 7)],
])("ignores a leased address that is %s", (_what, lease) => {
    const others = `<host mac='${C}' name='c' ip='10.1.2.7'/>`;
    const { added } = plan({
        stored: network([], { others }),
        wanted: [A],
        leases: [lease],
    }).stored;
    expect(added.map(({ mac }) => mac)).toEqual([A]);
    expect(added[0]?.address).not.toBe(lease.address);
});

test("adds no second address for a declared host, and removes a reservation that clashes with it", () => {
    const others = `<host mac='${C}' name='c' ip='10.1.2.9'/>`;
    const stored = network([at(A, 9), at(C, 8)], { others });
    const { gone, added } = plan({ stored, wanted: [A, C] }).stored;
    expect(gone).toEqual([at(A, 9), at(C, 8)]);
    expect(added.map(({ mac }) => mac)).toEqual([A]);
    expect(added[0]?.address).not.toBe("10.1.2.9");
});

test("removes unwanted reservations and keeps those out of scope", () => {
    const both = network([at(A, 9), at(B, 8)]);
    const { stored, live } = plan({ stored: both, live: both, isInScope: (mac) => mac === A });
    expect([stored, live]).toEqual([
        { gone: [at(A, 9)], added: [] },
        { gone: [at(A, 9)], added: [] },
    ]);
});

test("keeps entries that somebody else wrote", () => {
    const others = `<host mac='${C}' ip='10.1.2.9'/><host name='c' ip='10.1.2.10'/>`;
    expect(isEmpty(plan({ stored: network([], { others }) }))).toBe(true);
});

test("makes the running network follow the stored definition as far as its subnet allows", () => {
    const stored = network([at(A, 9), at(B, 200)]);
    const live = network([at(A, 8)], { prefix: 25 });
    expect(plan({ stored, live, wanted: [A, B] })).toEqual({
        stored: NOTHING,
        live: { gone: [at(A, 8)], added: [at(A, 9)] },
        unserved: [],
    });
});

test("adopts reservations that a killed run made only on the running network", () => {
    const { stored, live } = plan({ live: network([at(A, 9)]), wanted: [A] });
    expect([stored, live]).toEqual([{ gone: [], added: [at(A, 9)] }, NOTHING]);
});

test("chooses new addresses after a change of subnet", () => {
    const { gone, added } = plan({
        stored: network([at(A, 200)], { prefix: 25 }),
        wanted: [A],
    }).stored;
    expect(gone).toEqual([at(A, 200)]);
    expect(added.map(({ mac }) => mac)).toEqual([A]);
});

test("reports the MAC addresses without a free address", () => {
    const { stored, unserved } = plan({ stored: network([], { prefix: 29 }), wanted: macs(6) });
    expect(new Set(stored.added.map(({ address }) => address)).size).toBe(5);
    expect(unserved).toEqual(macs(6).slice(5));
});

const macs = (count: number) =>
    Array.from({ length: count }, (_, index) => `52:54:00:00:01:0${index}`);

describe("chooses an address", () => {
    const subnet = { address: "10.1.2.1", prefixLength: 24 };

    test("that depends on the MAC address", () => {
        const choose = (mac: string) => chooseAddress(mac, subnet, new Set(), new Set());
        expect(choose(A)).toBe(choose(A));
        expect(choose(A)).not.toBe(choose(B));
    });

    test("that follows a taken or leased one", () => {
        const first = chooseAddress(A, subnet, new Set(), new Set()) ?? "";
        const second = chooseAddress(A, subnet, new Set([first]), new Set());
        expect(second).not.toBe(first);
        expect(chooseAddress(A, subnet, new Set(), new Set([first]))).toBe(second);
    });

    test("that is leased to others if no other is free", () => {
        const small = { address: "10.1.2.1", prefixLength: 30 };
        const taken = new Set(["10.1.2.1"]);
        expect(chooseAddress(A, small, taken, new Set(["10.1.2.2"]))).toBe("10.1.2.2");
        expect(chooseAddress(A, small, new Set([...taken, "10.1.2.2"]), new Set())).toBeUndefined();
    });

    test.each([8, 16, 24, 29, 30])("inside a subnet with a prefix length of %d", (prefixLength) => {
        const address = prefixLength === 8 ? "10.0.0.1" : "10.1.2.1";
        const found = chooseAddress(A, { address, prefixLength }, new Set([address]), new Set());
        const [stored] = [network([{ mac: A, address: found ?? "" }], { prefix: prefixLength })];
        expect(isEmpty(plan({ stored, wanted: [A] }))).toBe(true);
    });
});
