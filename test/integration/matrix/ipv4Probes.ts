import { NOT_PUBLIC } from "../../../src/schema/network/publicIpv4";
import { LABS, LAN, OPEN_PORT, WIRE, type ProbedLab } from "./labs";
import { BROADCAST, fromGuest, KINDS, tcpFrame, udpFrame, type Place, type Probe } from "./probe";

/** Frames that a guest sends with its own addresses. */
export const ipv4Probes = (lab: ProbedLab): Probe[] => [
    ...toPeer(lab),
    ...toOtherLabs(lab),
    ...toHost(lab),
    ...toOutside(lab),
    ...toGroups(lab),
    ...fromOpenPort(lab),
];

/**
 * Everything on the network behind the host's bridge receives it, including the host, and nothing else of the
 * lab.
 */
const ON_LAN = { seen: ["bridge", "outside"], also: ["host"] } as const;

const NOWHERE = { seen: [] } as const;

function every(
    lab: ProbedLab,
    what: Pick<Probe, "column" | "seen" | "also"> & { readonly name: string },
    to: { readonly mac: string; readonly address: string },
): Probe[] {
    const ends = { from: lab.guest.address, to: to.address };
    return Object.entries(KINDS).map(([kind, make]) => ({
        ...what,
        name: `${kind} ${what.name}`,
        from: "guest",
        frames: (mark) => make(fromGuest(lab, to.mac), ends, mark),
    }));
}

function toPeer(lab: ProbedLab): Probe[] {
    const { peer, reach } = lab;
    const column = "other guests";
    const alone = reach === "guests" ? { seen: ["peer"] as Place[] } : unicast(lab);
    return [
        ...every(lab, { column, name: "to another guest", ...alone }, byAddress(lab)),
        ...every(
            lab,
            {
                column,
                name: "to another guest, in broadcasts",
                ...(reach === "interface" ? ON_LAN : NOWHERE),
            },
            { mac: BROADCAST, address: peer.address },
        ),
        ...every(
            lab,
            {
                column,
                name: "to another guest, by way of the host",
                ...NOWHERE,
            },
            { mac: lab.host.macAddress, address: peer.address },
        ),
    ];
}

const byAddress = ({ peer }: ProbedLab) => ({ mac: peer.macAddress, address: peer.address });

/** A bridge sends frames to the NIC when it knows no other port for them. */
const unicast = ({ reach }: ProbedLab) =>
    reach === "interface" ? { seen: [], also: ["outside"] as Place[] } : NOWHERE;

function toOtherLabs(lab: ProbedLab): Probe[] {
    const column = "other labs";
    return LABS.filter((other) => other !== lab).flatMap((other) => [
        ...["udp", "tcp", "ping"].map((kind): Probe => ({
            column,
            name: `${kind} to a guest of "${other.key}", by way of the host`,
            from: "guest",
            seen: [],
            frames: (mark) =>
                (KINDS[kind] ?? (() => []))(
                    fromGuest(lab, lab.host.macAddress),
                    { from: lab.guest.address, to: other.guest.address },
                    mark,
                ),
        })),
        {
            column,
            name: `udp to a guest of "${other.key}", by its MAC address`,
            from: "guest",
            ...(lab.reach === "interface" ? { seen: ["outside"] } : NOWHERE),
            frames: (mark) => [
                udpFrame(
                    fromGuest(lab, other.guest.macAddress),
                    { from: lab.guest.address, to: other.guest.address },
                    mark,
                ),
            ],
        },
    ]);
}

/** Every address of the host that a guest could know. */
const hostAddresses = (lab: ProbedLab): string[] => [
    ...new Set([
        lab.host.address,
        WIRE.host,
        LAN.host,
        ...LABS.slice(0, 3).map(({ host }) => host.address),
    ]),
];

function toHost(lab: ProbedLab): Probe[] {
    const { host, guest } = lab;
    const macs = {
        "its MAC address": host.macAddress,
        "the tap's MAC address": guest.tapMac,
        "the other tap's MAC address": lab.peer.tapMac,
        "the NIC's MAC address": LAN.nicMac,
    };
    const shielded = hostAddresses(lab).flatMap((address) =>
        Object.entries(macs).flatMap(([name, mac]) =>
            every(
                lab,
                { column: "host", name: `to the host's ${address} by ${name}`, ...NOWHERE },
                { mac, address },
            ),
        ),
    );
    const inBroadcasts = hostAddresses(lab).flatMap((address) =>
        every(
            lab,
            {
                column: "host",
                name: `to the host's ${address} in broadcasts`,
                ...(lab.reach === "interface" ? ON_LAN : NOWHERE),
            },
            { mac: BROADCAST, address },
        ),
    );
    return [...shielded, ...inBroadcasts];
}

function toOutside(lab: ProbedLab): Probe[] {
    const byHost = (address: string) => ({ mac: lab.host.macAddress, address });
    const isOut = lab.reach === "internet";
    const out = isOut ? { seen: ["bridge", "outside"] as Place[] } : NOWHERE;
    const closed = NOT_PUBLIC.map((subnet) => subnet.replace(/\.\d+\/.*/, ".77"));
    return [
        ...every(
            lab,
            { column: "outside", name: "to a public address", ...out },
            byHost(lab.far),
        ).map(unrouted),
        ...closed.flatMap((address) =>
            ["udp", "fragments"].map((kind): Probe => ({
                column: "outside",
                name: `${kind} to ${address}, by way of the host`,
                from: "guest",
                seen: [],
                frames: (mark) =>
                    (KINDS[kind] ?? (() => []))(
                        fromGuest(lab, lab.host.macAddress),
                        { from: lab.guest.address, to: address },
                        mark,
                    ),
            })),
        ),
        ...every(
            lab,
            {
                column: "outside",
                name: "to a machine of the NIC's network",
                ...(lab.reach === "interface" ? { seen: ["outside"] as Place[] } : NOWHERE),
            },
            { mac: LAN.machineMac, address: LAN.machine },
        ),
    ];
}

/** Routers may ignore a packet that asks for a route. */
const unrouted = (probe: Probe): Probe =>
    probe.name.startsWith("source-routed") && probe.seen.length > 0
        ? { ...probe, seen: ["bridge"], also: ["outside"] }
        : probe;

/** Broadcasts and multicasts of service discovery. */
function toGroups(lab: ProbedLab): Probe[] {
    const groups = {
        "NetBIOS names": { to: `${lab.prefix}255`, mac: BROADCAST, port: 137 },
        "a broadcast": { to: "255.255.255.255", mac: BROADCAST, port: 1900 },
        mDNS: { to: "224.0.0.251", mac: "01:00:5e:00:00:fb", port: 5353 },
        LLMNR: { to: "224.0.0.252", mac: "01:00:5e:00:00:fc", port: 5355 },
        SSDP: { to: "239.255.255.250", mac: "01:00:5e:7f:ff:fa", port: 1900 },
        "all hosts": { to: "224.0.0.1", mac: "01:00:5e:00:00:01", port: 1900 },
    };
    return Object.entries(groups).map(([name, { to, mac, port }]) => ({
        column: "other guests",
        name: `${name}: udp to ${to}`,
        from: "guest",
        ...(lab.reach === "interface" ? ON_LAN : NOWHERE),
        frames: (mark) => [
            udpFrame(fromGuest(lab, mac), { from: lab.guest.address, to }, mark, {
                from: port,
                to: port,
            }),
        ],
    }));
}

/** A guest answers the host's connections, and nothing else. */
function fromOpenPort(lab: ProbedLab): Probe[] {
    const isOpen = lab.ends.open !== undefined;
    const ports = [
        { from: OPEN_PORT, to: 40_000, passes: isOpen },
        { from: OPEN_PORT, to: 22, passes: false },
        { from: OPEN_PORT, to: 16_514, passes: false },
        { from: OPEN_PORT + 1, to: 40_000, passes: false },
    ];
    return ports.map(({ passes, ...between }) => ({
        column: "host",
        name: `tcp from port ${between.from} to the host's port ${between.to}`,
        from: "guest",
        seen: passes ? ["bridge", "host"] : [],
        frames: (mark) => [
            tcpFrame(
                fromGuest(lab, lab.host.macAddress),
                { from: lab.guest.address, to: lab.host.address },
                mark,
                between,
            ),
        ],
    }));
}
