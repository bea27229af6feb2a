import type { ProbedLab } from "./labs";
import { DHCP, dhcp, dnsQuery, type DhcpMessage } from "./packet";
import { BROADCAST, fromGuest, tcpFrame, udpFrame, type Place, type Probe } from "./probe";

/** A name that the host's resolver knows, and one of the Internet. */
export const KNOWN_NAME = "known.xplab";
const NAMES = [KNOWN_NAME, "example.com"];

/** Leases and names, and guests that try to serve them. */
export const serviceProbes = (lab: ProbedLab): Probe[] => [...leases(lab), ...names(lab)];

export const CLIENT = { from: 68, to: 67 } as const;
const SERVER = { from: 67, to: 68 } as const;

function leases(lab: ProbedLab): Probe[] {
    const { guest, peer, host, reach, ends } = lab;
    const column = "DHCP" as const;
    const isOnLan = reach === "interface";
    const onLan = { seen: ["bridge", "outside"] as Place[], also: ["host"] as Place[] };
    const asks = (mark: Buffer) => dhcp(1, { client: guest, kind: DHCP.request }, mark);
    const request = (
        name: string,
        mac: string,
        to: string,
        seen: Pick<Probe, "seen" | "also">,
    ) => ({
        column,
        name: `a request for a lease ${name}`,
        from: "guest" as const,
        ...seen,
        frames: (mark: Buffer) => [
            udpFrame(fromGuest(lab, mac), { from: "0.0.0.0", to }, asks(mark), CLIENT),
        ],
    });
    const offer = (name: string, mac: string, to: string, seen: Pick<Probe, "seen" | "also">) => ({
        column,
        name: `a lease from a guest ${name}`,
        from: "guest" as const,
        ...seen,
        frames: (mark: Buffer) => [
            udpFrame(
                fromGuest(lab, mac),
                { from: guest.address, to },
                dhcp(2, { client: peer, kind: DHCP.offer }, mark),
                SERVER,
            ),
        ],
    });
    /** The bridge sees it where its frames do not pass the IP rules (br_netfilter). */
    const inName = (name: string, client: DhcpMessage["client"], kind: number): Probe => ({
        column,
        name: `a DHCP message ${name}`,
        from: "guest",
        ...(isOnLan ? onLan : { seen: [], also: ends.hostAddress === undefined ? [] : ["bridge"] }),
        frames: (mark: Buffer) => [
            udpFrame(
                fromGuest(lab, BROADCAST),
                { from: "0.0.0.0", to: "255.255.255.255" },
                dhcp(1, { client, kind, server: host.address }, mark),
                CLIENT,
            ),
        ],
    });
    const stranger = { macAddress: "52:54:ee:00:00:01" };
    const nearly = { macAddress: guest.macAddress.replace(/..$/, "ff") };
    const nowhere = { seen: [] };
    return [
        request(
            "to everybody",
            BROADCAST,
            "255.255.255.255",
            isOnLan ? onLan : { seen: ends.hostAddress === undefined ? [] : ["bridge", "host"] },
        ),
        request("to the host alone", host.macAddress, host.address, nowhere),
        request("to everybody's address, at the host", host.macAddress, "255.255.255.255", nowhere),
        request("to the host, in broadcasts", BROADCAST, host.address, isOnLan ? onLan : nowhere),
        request(
            "to another guest",
            peer.macAddress,
            "255.255.255.255",
            isOnLan ? { seen: [], also: ["outside"] } : nowhere,
        ),
        inName("that asks in a stranger's name", stranger, DHCP.discover),
        inName("that asks in nearly its own name", nearly, DHCP.discover),
        inName("that asks in another guest's name", peer, DHCP.request),
        inName("that gives back another guest's lease", peer, DHCP.release),
        inName("that declines another guest's address", peer, DHCP.decline),
        offer("to everybody", BROADCAST, "255.255.255.255", nowhere),
        offer("to another guest", peer.macAddress, peer.address, nowhere),
        offer("to the host", host.macAddress, host.address, nowhere),
    ];
}

function names(lab: ProbedLab): Probe[] {
    const { guest, host, ends } = lab;
    const between = { from: guest.address, to: host.address };
    const link = fromGuest(lab, host.macAddress);
    const ports = { from: 5003, to: 53 };
    const isAnswered = ends.resolver === true;
    const ask = (name: string, frames: Probe["frames"]): Probe => ({
        column: "DNS",
        name: `the host is asked for ${name}`,
        from: "guest",
        seen: isAnswered ? ["bridge", "host"] : [],
        // It forwards names that it does not know.
        also: isAnswered ? ["outside"] : [],
        frames,
    });
    return [
        ...NAMES.map((name) =>
            ask(name, (mark) => [
                udpFrame(link, between, Buffer.concat([dnsQuery(name), mark]), ports),
            ]),
        ),
        ask("a connection to its resolver", (mark) => [tcpFrame(link, between, mark, ports)]),
    ];
}
