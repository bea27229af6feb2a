import { hasDhcp, hasIsolatedPorts, REACHES, reachRules, type ReachRule } from "../../src/xp/reach";

const ENDS = {
    hostAddress: "10.64.3.1",
    hostMac: "52:54:00:00:00:01",
    subnet: "10.64.3.0/24",
};

/** A rule in one line: what it does, in which direction, when it is tried, and to what. */
const lineOf = ({ action, direction, priority, protocol, match = {} }: ReachRule) =>
    [
        `${priority} ${action} ${direction} ${protocol}`,
        ...Object.entries(match).map(([name, value]) => `${name}=${value}`),
    ].join(" ");

const linesOf = (...args: Parameters<typeof reachRules>) => reachRules(...args).map(lineOf);

const DROP_REST = "1000 drop inout mac";
const DHCP = [
    "100 accept out ip srcmacaddr=$MAC protocol=udp srcportstart=68 dstportstart=67",
    "100 accept in ip srcmacaddr=52:54:00:00:00:01 protocol=udp srcportstart=67 dstportstart=68",
];
const LAN = "srcipaddr=10.64.3.0 srcipmask=24 dstipaddr=10.64.3.0 dstipmask=24";

// Proves which rules libvirt is given; not what then passes.
test("nothing: nothing passes", () => {
    expect(linesOf("nothing", { hostMac: ENDS.hostMac })).toEqual([DROP_REST]);
});

test("dhcp: a lease passes, and nothing else", () => {
    expect(linesOf("dhcp", ENDS)).toEqual([...DHCP, DROP_REST]);
});

test("guests: a lease, and IPv4 and ARP between guests", () => {
    expect(linesOf("guests", ENDS)).toEqual([
        ...DHCP,
        "200 drop in mac srcmacaddr=52:54:00:00:00:01",
        "200 drop out mac dstmacaddr=52:54:00:00:00:01",
        "200 drop out mac dstmacaddr=fe:00:00:00:00:00 dstmacmask=ff:00:00:00:00:00",
        "200 drop out arp arpdstipaddr=10.64.3.1",
        "200 drop out arp arpsrcipaddr=10.64.3.1",
        "300 accept out arp srcmacaddr=$MAC arpsrcmacaddr=$MAC",
        "300 accept in arp",
        "400 drop out ip dstipaddr=10.64.3.1",
        `500 accept out ip srcmacaddr=$MAC dstmacaddr=52:54:00:00:00:00 dstmacmask=ff:ff:ff:00:00:00 ${LAN}`,
        `500 accept in ip ${LAN}`,
        DROP_REST,
    ]);
});

test("only nothing has no DHCP, only guests share the bridge", () => {
    expect(REACHES.map((reach) => [reach, hasDhcp(reach), hasIsolatedPorts(reach)])).toEqual([
        ["nothing", false, true],
        ["dhcp", true, true],
        ["guests", true, false],
    ]);
});
