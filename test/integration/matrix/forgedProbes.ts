import { LABS, LAN, WIRE, type ProbedLab } from "./labs";
import { arp, ETHERTYPE, frame, type Arp } from "./packet";
import { BROADCAST, fromGuest, udpFrame, type Place, type Probe } from "./probe";

/** Frames that a guest sends under a false identity. */
export const forgedProbes = (lab: ProbedLab): Probe[] => [
    ...macs(lab),
    ...addresses(lab),
    ...arpRequests(lab),
    ...arpClaims(lab),
];

const column = "forged";

/** Where a guest of this network may send. */
function target(lab: ProbedLab): { mac: string; address: string; seen: readonly Place[] } {
    const { peer, host, reach } = lab;
    if (reach === "guests") return { mac: peer.macAddress, address: peer.address, seen: ["peer"] };
    if (reach === "interface") {
        return { mac: LAN.machineMac, address: LAN.machine, seen: ["outside"] };
    }
    if (reach === "internet") {
        return { mac: host.macAddress, address: lab.far, seen: ["bridge", "outside"] };
    }
    return { mac: host.macAddress, address: host.address, seen: [] };
}

function macs(lab: ProbedLab): Probe[] {
    const { guest, peer, host } = lab;
    const forged = {
        "another guest's": peer.macAddress,
        "the host's": host.macAddress,
        "its own tap's": guest.tapMac,
        "the MAC address of a machine on the NIC's network": LAN.machineMac,
        "the NIC's": LAN.nicMac,
        "nobody's": "52:54:00:99:99:99",
        "a group's": "01:00:5e:00:00:01",
        "everybody's": BROADCAST,
        "no MAC address": "00:00:00:00:00:00",
    };
    const { mac: to, address } = target(lab);
    return Object.entries(forged).flatMap(([name, from]) => [
        {
            column,
            name: `udp from ${name}`,
            from: "guest",
            seen: [],
            frames: (mark) => [udpFrame({ from, to }, { from: guest.address, to: address }, mark)],
        },
        {
            column,
            name: `arp from ${name}`,
            from: "guest",
            seen: [],
            frames: (mark) => [
                arpFrame({ from, to: BROADCAST }, question(from, guest.address, address), mark),
            ],
        },
    ]);
}

/** Another guest's address passes on the same subnet: filters do not know whose address is whose. */
function addresses(lab: ProbedLab): Probe[] {
    const { peer, host, prefix, reach } = lab;
    const all = [
        { from: peer.address, inSubnet: true },
        { from: `${prefix}200`, inSubnet: true },
        { from: host.address, inSubnet: false },
        ...[WIRE.host, lab.far, "127.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1"].map(
            (from) => ({ from, inSubnet: false }),
        ),
        ...LABS.filter((other) => other !== lab).map((other) => ({
            from: other.guest.address,
            inSubnet: other.prefix === prefix,
        })),
    ];
    const to = target(lab);
    return all.map(({ from, inSubnet }) => ({
        column,
        name: `udp from the address ${from}`,
        from: "guest",
        seen: inSubnet || reach === "interface" ? to.seen : [],
        frames: (mark) => [udpFrame(fromGuest(lab, to.mac), { from, to: to.address }, mark)],
    }));
}

const question = (mac: string, address: string, wanted: string): Arp => ({
    operation: 1,
    sender: { mac, address },
    target: { address: wanted },
});

const arpFrame = (link: { from: string; to: string }, what: Arp, mark: Buffer) =>
    frame(link, ETHERTYPE.arp, arp(what, mark));

/** The ends that an ARP broadcast reaches. */
function heard({ reach }: ProbedLab): Place[] {
    if (reach === "guests") return ["bridge", "peer"];
    return reach === "interface" ? ["bridge", "outside"] : [];
}

/** The host sees the request where a guest may talk to it. */
const hasArp = ({ reach, ends }: ProbedLab) => reach === "internet" || ends.open !== undefined;

/** A bridge forwards broadcasts to every port; each tap decides what comes in. */
export const hostAsked = (lab: ProbedLab): Pick<Probe, "seen" | "also"> => {
    if (lab.reach === "interface") return { seen: heard(lab) };
    if (!hasArp(lab)) return { seen: [] };
    return { seen: lab.reach === "guests" ? ["bridge", "peer"] : ["bridge"] };
};

function arpRequests(lab: ProbedLab): Probe[] {
    const { guest, host, peer } = lab;
    const ask =
        (wanted: string, to = BROADCAST): Probe["frames"] =>
        (mark) => [
            arpFrame(fromGuest(lab, to), question(guest.macAddress, guest.address, wanted), mark),
        ];
    const others = [WIRE.host, lab.far, ...LABS.slice(0, 3).map((other) => other.host.address)];
    return [
        {
            column: "host",
            name: "arp for the host",
            from: "guest",
            ...hostAsked(lab),
            frames: ask(host.address),
        },
        {
            column: "host",
            name: "arp for the host, at the tap",
            from: "guest",
            seen: hasArp(lab) ? ["bridge"] : [],
            frames: ask(host.address, guest.tapMac),
        },
        {
            column: "host",
            name: "arp for another guest, at the tap",
            from: "guest",
            seen: [],
            frames: ask(peer.address, guest.tapMac),
        },
        {
            column: "host",
            name: "arp for another guest, at the host",
            from: "guest",
            seen: [],
            frames: ask(peer.address, host.macAddress),
        },
        {
            column: "other guests",
            name: "arp for another guest",
            from: "guest",
            seen: heard(lab),
            frames: ask(peer.address),
        },
        ...[...new Set(others)]
            .filter((address) => address !== host.address)
            .map((address): Probe => ({
                column: "host",
                name: `arp for ${address}`,
                from: "guest",
                seen: heard(lab),
                frames: ask(address),
            })),
    ];
}

function arpClaims(lab: ProbedLab): Probe[] {
    const { guest, host, peer } = lab;
    const mine = guest.macAddress;
    const claim = (
        name: string,
        sender: Arp["sender"],
        seen: Place[],
        {
            operation = 2,
            etherType = ETHERTYPE.arp,
        }: { operation?: Arp["operation"]; etherType?: number } = {},
    ): Probe => ({
        column,
        name,
        from: "guest",
        seen,
        frames: (mark) => [
            frame(
                fromGuest(lab, BROADCAST),
                etherType,
                arp(
                    { operation, sender, target: { mac: BROADCAST, address: sender.address } },
                    mark,
                ),
            ),
        ],
    });
    const asHost = lab.reach === "interface" ? heard(lab) : [];
    return [
        claim(
            "arp: another guest's address is mine",
            { mac: mine, address: peer.address },
            heard(lab),
        ),
        claim("arp: the host's address is mine", { mac: mine, address: host.address }, asHost),
        claim(
            "arp: the host's address is mine, as a question",
            { mac: mine, address: host.address },
            asHost,
            { operation: 1 },
        ),
        claim(
            "arp: another guest's address is at nobody's MAC address",
            { mac: "52:54:00:99:99:99", address: peer.address },
            [],
        ),
        claim(
            "arp: my address is the host's",
            { mac: host.macAddress, address: guest.address },
            [],
        ),
        {
            column,
            name: "arp: the host's address is mine, told to another guest",
            from: "guest",
            seen: asHost,
            frames: (mark) => [
                arpFrame(
                    fromGuest(lab, BROADCAST),
                    {
                        operation: 2,
                        sender: { mac: mine, address: host.address },
                        target: { mac: peer.macAddress, address: peer.address },
                    },
                    mark,
                ),
            ],
        },
        claim("reverse arp", { mac: mine, address: guest.address }, [], {
            operation: 3,
            etherType: 0x8035,
        }),
    ];
}
