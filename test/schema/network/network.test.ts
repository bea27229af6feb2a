import { Network } from "../../../src/schema/network/network";
import {
    validateHostAddress,
    validateDhcpHostsUnique,
    validateDhcpHosts,
    validateDhcpHostsUsed,
    validateDnsHosts,
    validateDns,
    validateHostBridge,
    validateNat,
    validateReservedOnly,
    validateSubnetSize,
} from "../../../src/schema/network/networkRules";

const network = (ipv4?: object) => Network.inputs.parse(ipv4 === undefined ? {} : { ipv4 });

describe("validateDns", () => {
    test.each([[undefined], [{ dns: true }], [{ dhcp: false }], [{}]])("accepts %j", (ipv4) => {
        expect(validateDns(network(ipv4))).toEqual([]);
    });

    test("rejects DNS without DHCP", () => {
        expect(validateDns(network({ dns: true, dhcp: false }))).toEqual([
            {
                path: ["ipv4", "dns"],
                message: "must be false when dhcp is false [dns-without-dhcp]",
            },
        ]);
    });
});

test("natNeedsIpv4 rejects a host without an address that should route", () => {
    const forward = { mode: "nat" };
    expect(validateNat(Network.inputs.parse({ forward, ipv4: {} }))).toEqual([]);
    expect(validateNat(Network.inputs.parse({ forward }))).toEqual([
        { path: ["ipv4"], message: "is required when forward.mode is nat [nat-without-addresses]" },
    ]);
});

test("hostsBridgeIsBare rejects an own address and no name on a bridge of the host", () => {
    const issues = (fields: object) =>
        validateHostBridge(Network.inputs.parse({ forward: { mode: "bridge" }, ...fields }));
    expect(issues({ bridge: "br0" })).toEqual([]);
    expect(issues({ ipv4: {} })).toEqual([
        {
            path: ["bridge"],
            message: "is required when forward.mode is bridge [bridge-needs-name]",
        },
        {
            path: ["ipv4"],
            message: "must be absent when forward.mode is bridge [bridge-with-addresses]",
        },
    ]);
});

describe("validateSubnetSize", () => {
    test.each([[undefined], [{ prefixLength: 10 }], [{ prefixLength: 9, address: "10.0.0.1" }]])(
        "accepts %j",
        (ipv4) => {
            expect(validateSubnetSize(network(ipv4))).toEqual([]);
        },
    );

    test("rejects a subnet that is larger than the range to choose from", () => {
        expect(validateSubnetSize(network({ prefixLength: 9 }))).toEqual([
            {
                path: ["ipv4", "address"],
                message: "is required when prefixLength is less than 10 [wide-subnet-unnamed]",
            },
        ]);
    });
});

describe("validateHostAddress", () => {
    test.each([
        [undefined],
        [{}],
        [{ address: "10.1.2.1" }],
        [{ address: "10.1.2.253" }],
        [{ address: "10.1.2.254", dhcp: false }],
        [{ address: "10.1.2.254", reservedOnly: true }],
        [{ address: "10.1.2.1", prefixLength: 30 }],
    ])("accepts %j", (ipv4) => {
        expect(validateHostAddress(network(ipv4))).toEqual([]);
    });

    test.each(["10.1.2.0", "10.1.2.255"])("rejects %s, which is nobody's", (address) => {
        expect(validateHostAddress(network({ address }))).toEqual([
            {
                path: ["ipv4", "address"],
                message: "must not be the first or last address of its subnet [address-of-nobody]",
            },
        ]);
    });

    test("rejects an address above which DHCP has nothing to lease", () => {
        expect(validateHostAddress(network({ address: "10.1.2.254" }))).toEqual([
            {
                path: ["ipv4", "address"],
                message: "must leave addresses above it for DHCP to lease [no-room-for-dhcp]",
            },
        ]);
    });
});

const at = (address: string, mac = "52:54:00:00:00:09") => ({ address, mac });
const subnet = { address: "10.1.2.1" };

test("reservedOnlyNeedsDhcp rejects a network that leases nothing", () => {
    expect(validateReservedOnly(network({ reservedOnly: true }))).toEqual([]);
    expect(validateReservedOnly(network({ reservedOnly: false, dhcp: false }))).toEqual([]);
    expect(validateReservedOnly(network({ reservedOnly: true, dhcp: false }))).toEqual([
        {
            path: ["ipv4", "reservedOnly"],
            message: "must be false when dhcp is false [reserved-only-without-dhcp]",
        },
    ]);
});

describe("validateDhcpHostsUsed", () => {
    test.each([
        [undefined],
        [{}],
        [{ dhcp: false }],
        [{ ...subnet, dhcpHosts: { a: at("10.1.2.9") } }],
    ])("accepts %j", (ipv4) => {
        expect(validateDhcpHostsUsed(network(ipv4))).toEqual([]);
    });

    test("rejects hosts where nothing leases", () => {
        const ipv4 = { ...subnet, dhcp: false, dhcpHosts: { a: at("10.1.2.9") } };
        expect(validateDhcpHostsUsed(network(ipv4))).toEqual([
            {
                path: ["ipv4", "dhcpHosts"],
                message: "must be empty when dhcp is false [dhcp-hosts-without-dhcp]",
            },
        ]);
    });

    test("rejects hosts in a subnet that is yet to be chosen", () => {
        expect(validateDhcpHostsUsed(network({ dhcpHosts: { a: at("10.1.2.9") } }))).toEqual([
            {
                path: ["ipv4", "address"],
                message: "is required when dhcpHosts has entries [dhcp-hosts-without-address]",
            },
        ]);
    });
});

describe("validateDhcpHosts", () => {
    const issues = (address: string) =>
        validateDhcpHosts(network({ ...subnet, dhcpHosts: { a: at(address) } }));

    test.each(["10.1.2.2", "10.1.2.254"])("accepts %s", (address) => {
        expect(issues(address)).toEqual([]);
    });

    test("rejects an address outside the subnet", () => {
        expect(issues("10.1.3.2")).toEqual([
            {
                path: ["ipv4", "dhcpHosts", "a", "address"],
                message: "must be inside the subnet 10.1.2.0/24 [dhcp-host-outside]",
            },
        ]);
    });

    test.each(["10.1.2.0", "10.1.2.1", "10.1.2.255"])(
        "rejects %s, which is no guest's",
        (address) => {
            expect(issues(address)).toEqual([
                {
                    path: ["ipv4", "dhcpHosts", "a", "address"],
                    message:
                        "must be neither the host's address nor the first or last of the subnet [dhcp-host-reserved]",
                },
            ]);
        },
    );
});

test("dhcpHostsDiffer rejects a MAC address and an address that two have", () => {
    const one = at("10.1.2.9");
    const dhcpHosts = { a: one, b: at("10.1.2.10"), c: { ...one, mac: "52:54:00:00:00:0a" } };
    expect(validateDhcpHostsUnique(network({ ...subnet, dhcpHosts }))).toEqual([
        {
            path: ["ipv4", "dhcpHosts", "b", "mac"],
            message: 'must differ from that of "a" [dhcp-hosts-equal]',
        },
        {
            path: ["ipv4", "dhcpHosts", "c", "address"],
            message: 'must differ from that of "a" [dhcp-hosts-equal]',
        },
    ]);
});

test("dnsHostsNeedDns rejects names where nothing answers", () => {
    const dnsHosts = { a: "10.1.1.1" };
    expect(validateDnsHosts(network({ dns: true, dnsHosts }))).toEqual([]);
    expect(validateDnsHosts(network({ dnsHosts }))).toEqual([
        {
            path: ["ipv4", "dnsHosts"],
            message: "must be empty when dns is false [dns-hosts-without-dns]",
        },
    ]);
});
