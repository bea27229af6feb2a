import {
    addressIsOfAHost,
    dnsNeedsDhcp,
    Network,
    wideSubnetIsNamed,
} from "../../src/schema/network";

const network = (ipv4?: object) => Network.inputs.parse(ipv4 === undefined ? {} : { ipv4 });

describe("dnsNeedsDhcp", () => {
    test.each([[undefined], [{ dns: true }], [{ dhcp: false }], [{}]])("accepts %j", (ipv4) => {
        expect(dnsNeedsDhcp(network(ipv4))).toEqual([]);
    });

    test("rejects DNS without DHCP", () => {
        expect(dnsNeedsDhcp(network({ dns: true, dhcp: false }))).toEqual([
            { path: ["ipv4", "dns"], message: "must be false when dhcp is false" },
        ]);
    });
});

describe("wideSubnetIsNamed", () => {
    test.each([[undefined], [{ prefixLength: 10 }], [{ prefixLength: 9, address: "10.0.0.1" }]])(
        "accepts %j",
        (ipv4) => {
            expect(wideSubnetIsNamed(network(ipv4))).toEqual([]);
        },
    );

    test("rejects a subnet that is larger than the range to choose from", () => {
        expect(wideSubnetIsNamed(network({ prefixLength: 9 }))).toEqual([
            {
                path: ["ipv4", "address"],
                message: "is required when prefixLength is less than 10",
            },
        ]);
    });
});

describe("addressIsOfAHost", () => {
    test.each([
        [undefined],
        [{}],
        [{ address: "10.1.2.1" }],
        [{ address: "10.1.2.253" }],
        [{ address: "10.1.2.254", dhcp: false }],
        [{ address: "10.1.2.1", prefixLength: 30 }],
    ])("accepts %j", (ipv4) => {
        expect(addressIsOfAHost(network(ipv4))).toEqual([]);
    });

    test.each(["10.1.2.0", "10.1.2.255"])("rejects %s, which is nobody's", (address) => {
        expect(addressIsOfAHost(network({ address }))).toEqual([
            {
                path: ["ipv4", "address"],
                message: "must not be the first or last address of its subnet",
            },
        ]);
    });

    test("rejects an address above which DHCP has nothing to lease", () => {
        expect(addressIsOfAHost(network({ address: "10.1.2.254" }))).toEqual([
            {
                path: ["ipv4", "address"],
                message: "must leave addresses above it for DHCP to lease",
            },
        ]);
    });
});
