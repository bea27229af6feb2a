import {
    hasCable,
    hasDhcp,
    hasIsolatedPorts,
    isRisky,
    REACHES,
    reachRules,
    type Reach,
    type ReachRule,
} from "../../../src/xp/reach/reach";

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
const REQUEST =
    "100 accept out ip srcmacaddr=$MAC dstmacaddr=ff:ff:ff:ff:ff:ff dstipaddr=255.255.255.255 protocol=udp srcportstart=68 dstportstart=67";
const DHCP = [
    REQUEST,
    "100 accept in ip srcmacaddr=52:54:00:00:00:01 protocol=udp srcportstart=67 dstportstart=68",
];
const LAN = "srcipaddr=10.64.3.0 srcipmask=24 dstipaddr=10.64.3.0 dstipmask=24";

// Proves the rules for libvirt, not what then passes.
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
        "400 drop out ip srcipaddr=10.64.3.1",
        "400 drop out ip protocol=udp srcportstart=67",
        `500 accept out ip srcmacaddr=$MAC dstmacaddr=52:54:00:00:00:00 dstmacmask=ff:ff:ff:00:00:00 ${LAN}`,
        `500 accept in ip dstmacaddr=$MAC ${LAN}`,
        DROP_REST,
    ]);
});

const HOST = "srcmacaddr=52:54:00:00:00:01 srcipaddr=10.64.3.1";
const GUEST = "srcmacaddr=$MAC srcipaddr=10.64.3.0 srcipmask=24";

const HOST_ARP = [
    "140 drop out arp arpsrcipaddr=10.64.3.1",
    "150 accept out arp srcmacaddr=$MAC arpsrcmacaddr=$MAC arpdstipaddr=10.64.3.1",
    "150 accept in arp srcmacaddr=52:54:00:00:00:01 arpsrcipaddr=10.64.3.1",
];

const OPEN_445 = [
    `150 accept in ip ${HOST} dstmacaddr=$MAC protocol=tcp dstportstart=445`,
    `150 accept out ip ${GUEST} dstmacaddr=52:54:00:00:00:01 dstipaddr=10.64.3.1 protocol=tcp srcportstart=445 dstportstart=32768 dstportend=60999`,
];

test("an open port: connections from the host, their answers, and ARP with the host", () => {
    expect(linesOf("dhcp", { ...ENDS, open: [445] })).toEqual([
        ...DHCP,
        ...HOST_ARP,
        ...OPEN_445,
        DROP_REST,
    ]);
    const added = (reach: Reach) => {
        const without = linesOf(reach, ENDS);
        return linesOf(reach, { ...ENDS, open: [445] }).filter((line) => !without.includes(line));
    };
    expect(added("guests")).toEqual([...HOST_ARP, ...OPEN_445]);
    expect(added("internet")).toEqual(OPEN_445);
    expect(linesOf("guests", { ...ENDS, open: [] })).toEqual(linesOf("guests", ENDS));
});

test("a guest with ARP to the host cannot impersonate it", () => {
    const arp = linesOf("guests", { ...ENDS, open: [445] }).filter((line) => line.includes(" arp"));
    expect(arp).toEqual([
        ...HOST_ARP,
        "300 accept out arp srcmacaddr=$MAC arpsrcmacaddr=$MAC",
        "300 accept in arp",
    ]);
});

test("internet: addresses that are not closed, through the host", () => {
    const closed = ["10.0.0.0/8", "44.128.1.1/32"];
    expect(linesOf("internet", { ...ENDS, closed })).toEqual([
        REQUEST,
        `100 accept in ip ${HOST} protocol=udp srcportstart=67 dstportstart=68`,
        `100 accept in ip ${HOST} dstmacaddr=$MAC protocol=icmp`,
        ...HOST_ARP,
        "400 drop inout ip srcipaddr=10.0.0.0 srcipmask=8",
        "400 drop inout ip srcipaddr=44.128.1.1 srcipmask=32",
        "400 drop out ip srcipaddr=10.64.3.1",
        `500 accept out ip ${GUEST} dstmacaddr=52:54:00:00:00:01`,
        "500 accept in ip dstmacaddr=$MAC srcmacaddr=52:54:00:00:00:01 dstipaddr=10.64.3.0 dstipmask=24",
        DROP_REST,
    ]);
});

test("internet with the resolver: queries to the host and its answers too", () => {
    const without = linesOf("internet", ENDS);
    const all = linesOf("internet", { ...ENDS, resolver: true });
    expect(all.filter((line) => !without.includes(line))).toEqual(
        ["udp", "tcp"].flatMap((protocol) => [
            `200 accept out ip ${GUEST} dstmacaddr=52:54:00:00:00:01 dstipaddr=10.64.3.1 protocol=${protocol} dstportstart=53`,
            `200 accept in ip ${HOST} dstmacaddr=$MAC protocol=${protocol} srcportstart=53`,
        ]),
    );
});

test("interface: IPv4 and ARP with all MAC addresses except the host's", () => {
    const hostMacs = ["02:00:00:00:00:07", "52:54:00:00:00:01"];
    expect(linesOf("interface", { hostMac: ENDS.hostMac, hostMacs })).toEqual([
        "100 accept in ip protocol=udp srcportstart=67 dstportstart=68",
        "200 drop inout mac srcmacaddr=02:00:00:00:00:07",
        "200 drop inout mac srcmacaddr=52:54:00:00:00:01",
        "200 drop inout mac srcmacaddr=fe:00:00:00:00:00 srcmacmask=ff:00:00:00:00:00",
        "200 drop inout mac srcmacaddr=01:80:c2:00:00:00 srcmacmask=ff:ff:ff:ff:ff:f0",
        "300 accept out arp srcmacaddr=$MAC arpsrcmacaddr=$MAC",
        "300 accept in arp",
        "400 drop out ip protocol=udp srcportstart=67",
        "500 accept out ip srcmacaddr=$MAC",
        "500 accept in ip dstmacaddr=$MAC",
        "500 accept in ip dstmacaddr=ff:ff:ff:ff:ff:ff",
        "500 accept in ip dstmacaddr=01:00:5e:00:00:00 dstmacmask=ff:ff:ff:80:00:00",
        DROP_REST,
    ]);
});

test("unknown facts about the host open nothing", () => {
    expect(linesOf("internet", ENDS).filter((line) => line.includes("inout"))).toEqual([
        "400 drop inout ip srcipaddr=0.0.0.0 srcipmask=0",
        DROP_REST,
    ]);
    expect(linesOf("interface", { hostMac: ENDS.hostMac })).toEqual([DROP_REST]);
});

test("each reach's cable, DHCP, bridge and risk", () => {
    const traits = (reach: Reach) => [
        hasCable(reach),
        hasDhcp(reach),
        hasIsolatedPorts(reach),
        isRisky(reach),
    ];
    expect(REACHES.map((reach) => [reach, ...traits(reach)])).toEqual([
        ["nothing", false, false, true, false],
        ["dhcp", true, true, true, false],
        ["guests", true, true, false, false],
        ["interface", true, false, true, true],
        ["internet", true, true, true, true],
    ]);
});
