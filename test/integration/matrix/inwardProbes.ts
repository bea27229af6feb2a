import { NOT_PUBLIC } from "../../../src/schema/network/publicIpv4";
import { LAN, OPEN_PORT, WIRE, type ProbedLab } from "./labs";
import { arp, DHCP, dhcp, ETHERTYPE, frame, tagged } from "./packet";
import { BROADCAST, KINDS, tcpFrame, udpFrame, type Place, type Probe } from "./probe";

/** Frames that a guest receives from the host, or from another guest by a wrong path. */
export const inwardProbes = (lab: ProbedLab): Probe[] =>
    [...fromHost(lab), ...leaseFrom(lab), ...hostArp(lab), ...misplaced(lab)].map((probe) =>
        // The host's own traffic on the NIC's network.
        lab.reach === "interface" && probe.from === "host"
            ? { ...probe, also: [...(probe.also ?? []), "outside"] }
            : probe,
    );

function fromHost(lab: ProbedLab): Probe[] {
    const { guest, host, reach, ends } = lab;
    const column = "from the host";
    const link = { from: host.macAddress, to: guest.macAddress };
    const isNat = reach === "internet";
    const self = (passes: boolean): readonly Place[] => (passes ? ["self"] : []);
    const kinds = [host.address, WIRE.host, lab.far].flatMap((from) =>
        Object.entries(KINDS).map(([kind, make]): Probe => ({
            column,
            name: `${kind} from ${from}`,
            from: "host",
            seen: self(
                (isNat && (from === lab.far || (from === host.address && kind === "ping"))) ||
                    (kind === "tcp" && from === host.address && ends.open !== undefined),
            ),
            frames: (mark) => make(link, { from, to: guest.address }, mark),
        })),
    );
    const opened = [OPEN_PORT, OPEN_PORT + 1].flatMap((port) =>
        [host.address, WIRE.host].map((from): Probe => ({
            column,
            name: `tcp from ${from} to port ${port}`,
            from: "host",
            seen: self(ends.open !== undefined && port === OPEN_PORT && from === host.address),
            frames: (mark) => [
                tcpFrame(link, { from, to: guest.address }, mark, { from: 40_000, to: port }),
            ],
        })),
    );
    const closed = NOT_PUBLIC.map((subnet): Probe => ({
        column,
        name: `udp from a host's address of ${subnet}`,
        from: "host",
        seen: [],
        frames: (mark) => [
            udpFrame(link, { from: subnet.replace(/\.\d+\/.*/, ".77"), to: guest.address }, mark),
        ],
    }));
    const others: Probe[] = [
        {
            column,
            name: "udp to an address that is not of the network",
            from: "host",
            seen: [],
            frames: (mark) => [udpFrame(link, { from: lab.far, to: "44.128.200.1" }, mark)],
        },
        {
            column,
            name: "IPv6",
            from: "host",
            seen: [],
            frames: (mark) => [
                frame(link, ETHERTYPE.ipv6, Buffer.concat([mark, mark, mark, mark])),
            ],
        },
        {
            column,
            name: "LLDP",
            from: "host",
            seen: [],
            frames: (mark) => [frame(link, 0x88cc, Buffer.concat([mark, mark, mark, mark]))],
        },
        {
            column,
            name: "a VLAN's udp",
            from: "host",
            seen: [],
            frames: (mark) => [
                tagged(udpFrame(link, { from: lab.far, to: guest.address }, mark), 7),
            ],
        },
        {
            column,
            name: "udp in a broadcast",
            from: "host",
            seen: [],
            frames: (mark) => [
                udpFrame(
                    { ...link, to: BROADCAST },
                    { from: host.address, to: `${lab.prefix}255` },
                    mark,
                ),
            ],
        },
    ];
    // The filter of a host bridge distinguishes only MAC addresses.
    const nic: Probe = {
        column,
        name: "udp from the NIC's MAC address",
        from: "host",
        seen: [],
        frames: (mark) => [
            udpFrame({ ...link, from: LAN.nicMac }, { from: LAN.host, to: guest.address }, mark),
        ],
    };
    const tap: Probe = {
        column,
        name: "udp from a tap's MAC address",
        from: "host",
        seen: [],
        frames: (mark) => [
            udpFrame(
                { ...link, from: lab.peer.tapMac },
                { from: lab.host.address, to: guest.address },
                mark,
            ),
        ],
    };
    return [...kinds, ...opened, ...closed, ...others, nic, ...(reach === "guests" ? [] : [tap])];
}

function leaseFrom(lab: ProbedLab): Probe[] {
    const { guest, host, reach } = lab;
    const from = (name: string, macAddress: string, passes: boolean): Probe => ({
        column: "DHCP",
        name: `a lease from ${name}`,
        from: "host",
        seen: passes ? ["self"] : [],
        // A bridge floods frames to an address that it has not learned.
        also: passes ? ["peer"] : [],
        frames: (mark) => [
            udpFrame(
                { from: macAddress, to: guest.macAddress },
                { from: host.address, to: guest.address },
                dhcp(2, { client: guest, kind: DHCP.offer }, mark),
                { from: 67, to: 68 },
            ),
        ],
    });
    return [
        from("the host", host.macAddress, reach !== "nothing"),
        from(
            "another MAC address",
            "02:00:00:00:09:09",
            reach === "interface" || reach === "guests",
        ),
    ];
}

function hostArp(lab: ProbedLab): Probe[] {
    const { guest, host, reach, ends } = lab;
    const ask = (name: string, address: string, seen: Place[]): Probe => ({
        column: "from the host",
        name,
        from: "host",
        seen,
        frames: (mark) => [
            frame(
                { from: host.macAddress, to: BROADCAST },
                ETHERTYPE.arp,
                arp(
                    {
                        operation: 1,
                        sender: { mac: host.macAddress, address },
                        target: { address: guest.address },
                    },
                    mark,
                ),
            ),
        ],
    });
    const hasArp = reach === "internet" || ends.open !== undefined;
    return [
        ask("arp of the host", host.address, hasArp ? ["self", "peer"] : []),
        ask(
            "arp of the host with another address",
            LAN.host === host.address ? WIRE.host : LAN.host,
            [],
        ),
    ];
}

/** A bridge floods frames to an unknown address, which nothing on this network has. */
function misplaced(lab: ProbedLab): Probe[] {
    const { guest, peer, reach } = lab;
    const nobody = "52:54:00:99:99:99";
    return [
        {
            column: "other guests",
            name: "udp of another guest to a MAC address that is nobody's",
            from: "peer",
            seen: reach === "interface" ? ["outside"] : [],
            frames: (mark) => [
                udpFrame(
                    { from: peer.macAddress, to: nobody },
                    { from: peer.address, to: guest.address },
                    mark,
                ),
            ],
        },
        {
            column: "from the host",
            name: "udp of the host to a MAC address that is nobody's",
            from: "host",
            seen: reach === "interface" ? ["outside"] : [],
            frames: (mark) => [
                udpFrame(
                    { from: lab.host.macAddress, to: nobody },
                    { from: lab.far, to: guest.address },
                    mark,
                ),
            ],
        },
    ];
}
