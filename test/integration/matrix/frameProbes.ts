import { hostAsked } from "./forgedProbes";
import { LAN, WIRE, type ProbedLab } from "./labs";
import {
    arp,
    ETHERTYPE,
    frame,
    icmpv6,
    ipv6,
    llcFrame,
    mac,
    tagged,
    tcp,
    udp,
    type Ends,
    type Link,
} from "./packet";
import { BROADCAST, fromGuest, udpFrame, type Probe } from "./probe";

/** Frames other than IPv4 and ARP, and frames that bridges do not forward. */
export const frameProbes = (lab: ProbedLab): Probe[] => [
    ...ipv6Probes(lab),
    ...linkControl(lab),
    ...etherTypes(lab),
    ...vlans(lab),
];

const nowhere = (column: Probe["column"], name: string, frames: Probe["frames"]): Probe => ({
    column,
    name,
    from: "guest",
    seen: [],
    frames,
});

/** The address that IPv6 derives from a MAC address. */
function linkLocal(macAddress: string): string {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac(macAddress);
    const word = (high: number, low: number) => ((high << 8) | low).toString(16);
    return `fe80::${word(a ^ 2, b)}:${word(c, 0xff)}:${word(0xfe, d)}:${word(e, f)}`;
}

/** To each MAC address that could accept it, including those that bridges keep for themselves. */
const aims = ({ guest, peer, host }: ProbedLab) => ({
    "another guest": { mac: peer.macAddress, address: linkLocal(peer.macAddress) },
    "the host": { mac: host.macAddress, address: linkLocal(host.macAddress) },
    "the tap": { mac: guest.tapMac, address: linkLocal(guest.tapMac) },
    "the tap, as LLDP": { mac: "01:80:c2:00:00:0e", address: linkLocal(guest.tapMac) },
    "the tap, as a BPDU": { mac: "01:80:c2:00:00:00", address: linkLocal(guest.tapMac) },
    everybody: { mac: "33:33:00:00:00:01", address: "ff02::1" },
    "everybody, as LLDP": { mac: "01:80:c2:00:00:0e", address: "ff02::1" },
    "all routers": { mac: "33:33:00:00:00:02", address: "ff02::2" },
    mDNS: { mac: "33:33:00:00:00:fb", address: "ff02::fb" },
    LLMNR: { mac: "33:33:00:01:00:03", address: "ff02::1:3" },
    "the machine on the NIC's network": { mac: LAN.machineMac, address: linkLocal(LAN.machineMac) },
});

function ipv6Probes(lab: ProbedLab): Probe[] {
    const from = linkLocal(lab.guest.macAddress);
    const over = (link: Link, ends: Ends, next: number, payload: Buffer) =>
        frame(link, ETHERTYPE.ipv6, ipv6(ends, next, payload));
    const ports = { from: 5001, to: 5002 };
    const messages: Record<string, (ends: Ends, mark: Buffer) => [number, Buffer]> = {
        udp: (ends, mark) => [17, udp(ends, ports, mark)],
        tcp: (ends, mark) => [6, tcp(ends, ports, mark)],
        ping: (ends, mark) => [58, icmpv6(ends, 128, Buffer.concat([Buffer.alloc(4), mark]))],
        "neighbour solicitation": (ends, mark) => [
            58,
            icmpv6(ends, 135, Buffer.concat([Buffer.alloc(20), mark])),
        ],
        "router advertisement": (ends, mark) => [
            58,
            icmpv6(
                ends,
                134,
                Buffer.concat([Buffer.from("400007080000000000000000", "hex"), mark]),
            ),
        ],
        "multicast listener report": (ends, mark) => [
            58,
            icmpv6(ends, 143, Buffer.concat([Buffer.alloc(4), mark])),
        ],
        sctp: (_ends, mark) => [132, mark],
    };
    return Object.entries(aims(lab)).flatMap(([to, { mac: at, address }]) =>
        Object.entries(messages).map(([name, make]) =>
            nowhere("IPv6", `${name} over IPv6 to ${to}`, (mark) => {
                const ends = { from, to: address };
                return [over(fromGuest(lab, at), ends, ...make(ends, mark))];
            }),
        ),
    );
}

const LINK_CONTROL = Array.from(
    { length: 16 },
    (_none, last) => `01:80:c2:00:00:${last.toString(16).padStart(2, "0")}`,
);

/**
 * A bridge does not forward frames to the addresses of link control (IEEE 802.1D): the kernel takes them from
 * the tap itself, before any filter of the bridge.
 */
function linkControl(lab: ProbedLab): Probe[] {
    const { guest, host } = lab;
    return LINK_CONTROL.flatMap((to) => [
        ...[host.address, WIRE.host, "255.255.255.255", "224.0.0.1"].map((address) =>
            nowhere("host", `udp to the host's ${address} by ${to}`, (mark) => [
                udpFrame(fromGuest(lab, to), { from: guest.address, to: address }, mark),
            ]),
        ),
        nowhere("host", `udp from 0.0.0.0 to everybody by ${to}`, (mark) => [
            udpFrame(fromGuest(lab, to), { from: "0.0.0.0", to: "255.255.255.255" }, mark),
        ]),
        controlArp(lab, to, (mark) => [
            frame(
                fromGuest(lab, to),
                ETHERTYPE.arp,
                arp(
                    {
                        operation: 1,
                        sender: { mac: guest.macAddress, address: guest.address },
                        target: { address: host.address },
                    },
                    mark,
                ),
            ),
        ]),
        nowhere("other frames", `a VLAN's udp by ${to}`, (mark) => [
            tagged(
                udpFrame(fromGuest(lab, to), { from: guest.address, to: host.address }, mark),
                0,
            ),
        ]),
    ]);
}

/** A bridge without STP forwards frames for bridges with it like any multicast; filters see that one. */
const controlArp = (lab: ProbedLab, to: string, frames: Probe["frames"]): Probe => ({
    column: "host",
    name: `arp for the host by ${to}`,
    from: "guest",
    ...(to === LINK_CONTROL[0] && lab.reach !== "interface" ? hostAsked(lab) : { seen: [] }),
    frames,
});

const TYPES: Readonly<Record<string, number>> = {
    "wake on LAN": 0x0842,
    AppleTalk: 0x809b,
    IPX: 0x8137,
    "flow control": 0x8808,
    MPLS: 0x8847,
    "PPPoE discovery": 0x8863,
    "PPPoE session": 0x8864,
    "802.1X": 0x888e,
    "ATA over Ethernet": 0x88a2,
    LLDP: 0x88cc,
    MACsec: 0x88e5,
    PTP: 0x88f7,
    FCoE: 0x8906,
    loopback: 0x9000,
    "an experiment's": 0x88b5,
    "no type at all": 0x0600,
    "the last type": 0xffff,
};

function etherTypes(lab: ProbedLab): Probe[] {
    const { host, peer } = lab;
    const aimed = {
        everybody: BROADCAST,
        "the host": host.macAddress,
        "another guest": peer.macAddress,
    };
    const typed = Object.entries(TYPES).flatMap(([name, type]) =>
        Object.entries(aimed).map(([to, at]) =>
            nowhere("other frames", `${name} to ${to}`, (mark) => [
                frame(fromGuest(lab, at), type, Buffer.concat([mark, Buffer.alloc(46)])),
            ]),
        ),
    );
    const llc = (name: string, to: string, head: string) =>
        nowhere("other frames", name, (mark) => [
            llcFrame(
                fromGuest(lab, to),
                Buffer.from(head, "hex"),
                Buffer.concat([mark, Buffer.alloc(40)]),
            ),
        ]);
    const root = "0000000000000000000000000000000000000080010000140002000f00";
    return [
        ...typed,
        llc("a BPDU that claims the root", "01:80:c2:00:00:00", `424203${root}`),
        llc("a BPDU to the host", host.macAddress, `424203${root}`),
        llc("a BPDU of a provider's bridge", "01:80:c2:00:00:08", `424203${root}`),
        llc("CDP", "01:00:0c:cc:cc:cc", "aaaa0300000c2000"),
        llc("NetBEUI", "03:00:00:00:00:01", "f0f003"),
        llc("IPv4 in SNAP", BROADCAST, "aaaa030000000800"),
    ];
}

function vlans(lab: ProbedLab): Probe[] {
    const { guest, peer, host } = lab;
    const aimed = {
        "another guest": { mac: peer.macAddress, address: peer.address },
        "the host": { mac: host.macAddress, address: host.address },
        "a public address": { mac: host.macAddress, address: lab.far },
        "the NIC's network": { mac: LAN.machineMac, address: LAN.machine },
        everybody: { mac: BROADCAST, address: "255.255.255.255" },
    };
    const tags: Record<string, (bytes: Buffer) => Buffer> = {
        "priority tag": (bytes) => tagged(bytes, 0),
        "VLAN 1": (bytes) => tagged(bytes, 1),
        "VLAN 7": (bytes) => tagged(bytes, 7),
        "802.1ad": (bytes) => tagged(bytes, 7, ETHERTYPE.qinq),
        "two tags": (bytes) => tagged(tagged(bytes, 7), 1, ETHERTYPE.qinq),
    };
    return Object.entries(aimed).flatMap(([to, { mac: at, address }]) =>
        Object.entries(tags).map(([name, tag]) =>
            nowhere("other frames", `${name}: udp to ${to}`, (mark) => [
                tag(udpFrame(fromGuest(lab, at), { from: guest.address, to: address }, mark)),
            ]),
        ),
    );
}
