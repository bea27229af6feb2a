import type { ProbedLab } from "./labs";
import {
    ETHERTYPE,
    frame,
    icmpEcho,
    ipv4,
    tcp,
    udp,
    type Ends,
    type Ipv4Header,
    type Link,
    type Ports,
} from "./packet";

/**
 * Where a frame is seen, relative to the sender's network: the guest's own end, another guest's, another lab's,
 * ...
 */
export type Place = "self" | "peer" | "lab" | "bridge" | "host" | "outside";

/** The question that a probe belongs to, which is its column of the table. */
export const COLUMNS = [
    "other guests",
    "other labs",
    "host",
    "outside",
    "DHCP",
    "DNS",
    "forged",
    "IPv6",
    "other frames",
    "from the host",
    "from outside",
] as const;
export type Column = (typeof COLUMNS)[number];

export interface Probe {
    readonly name: string;
    readonly column: Column;
    readonly from: "guest" | "peer" | "host" | "wire" | "lan";
    /** Every frame contains the mark, and so does an answer where the protocol returns its request. */
    frames(mark: Buffer): Buffer[];
    /** Where it must be seen. */
    readonly seen: readonly Place[];
    /** Where else it may be seen. */
    readonly also?: readonly Place[];
}

const UDP = { from: 5001, to: 5002 } as const;

const overIpv4 = (link: Link, ends: Ends, header: Ipv4Header, payload: Buffer): Buffer =>
    frame(link, ETHERTYPE.ipv4, ipv4(ends, header, payload));

export const udpFrame = (link: Link, ends: Ends, mark: Buffer, ports: Ports = UDP): Buffer =>
    overIpv4(link, ends, { protocol: 17 }, udp(ends, ports, mark));

export const tcpFrame = (link: Link, ends: Ends, mark: Buffer, ports: Ports): Buffer =>
    overIpv4(link, ends, { protocol: 6 }, tcp(ends, ports, mark));

/** One IPv4 packet of each kind that a host or router may accept. */
export const KINDS: Readonly<Record<string, (link: Link, ends: Ends, mark: Buffer) => Buffer[]>> = {
    udp: (link, ends, mark) => [udpFrame(link, ends, mark)],
    tcp: (link, ends, mark) => [tcpFrame(link, ends, mark, { from: 5001, to: 445 })],
    ping: (link, ends, mark) => [overIpv4(link, ends, { protocol: 1 }, icmpEcho(mark))],
    sctp: (link, ends, mark) => [overIpv4(link, ends, { protocol: 132 }, padded(mark))],
    gre: (link, ends, mark) => [
        overIpv4(
            link,
            ends,
            { protocol: 47 },
            Buffer.concat([Buffer.from("00000800", "hex"), mark]),
        ),
    ],
    "IPv6 in IPv4": (link, ends, mark) => [overIpv4(link, ends, { protocol: 41 }, padded(mark))],
    "unknown protocol": (link, ends, mark) => [
        overIpv4(link, ends, { protocol: 253 }, padded(mark)),
    ],
    fragments: (link, ends, mark) => {
        const whole = udp(ends, UDP, padded(mark));
        const id = mark.readUInt16BE(mark.length - 3);
        return [
            overIpv4(link, ends, { protocol: 17, id, more: true }, whole.subarray(0, 24)),
            overIpv4(link, ends, { protocol: 17, id, offset: 3 }, whole.subarray(24)),
        ];
    },
    "source-routed": (link, ends, mark) => [
        overIpv4(
            link,
            ends,
            { protocol: 17, options: Buffer.from("8307048080010200", "hex") },
            udp(ends, UDP, mark),
        ),
    ],
    jumbo: (link, ends, mark) => [udpFrame(link, ends, Buffer.concat([mark, Buffer.alloc(4000)]))],
};

const padded = (mark: Buffer) => Buffer.concat([mark, mark, mark, mark]);

export const BROADCAST = "ff:ff:ff:ff:ff:ff";

/** From the guest, with its own MAC address. */
export const fromGuest = ({ guest }: ProbedLab, to: string): Link => ({
    from: guest.macAddress,
    to,
});
