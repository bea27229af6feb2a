import { LAN, WIRE, type ProbedLab } from "./labs";
import { arp, ETHERTYPE, frame } from "./packet";
import { BROADCAST, KINDS, udpFrame, type Probe } from "./probe";

/** What the host also does with it, and what it answers. */
const ELSEWHERE = ["outside", "lab", "bridge", "host"] as const;

/** Frames that a guest receives from beyond the host. */
export function outsideProbes(lab: ProbedLab): Probe[] {
    const { guest, reach } = lab;
    const column = "from outside";
    const isOnLan = reach === "interface";
    const kinds = Object.entries(KINDS);
    const wire = { from: WIRE.outsideMac, to: WIRE.hostMac };
    const routed = kinds.map(([kind, make]): Probe => ({
        column,
        name: `${kind} through the host`,
        from: "wire",
        seen: [],
        also: ELSEWHERE,
        frames: (mark) => make(wire, { from: lab.far, to: guest.address }, mark),
    }));
    const lan = { from: LAN.machineMac, to: isOnLan ? guest.macAddress : LAN.bridgeMac };
    const onLan = kinds.map(([kind, make]): Probe => ({
        column,
        name: `${kind} from the NIC's network`,
        from: "lan",
        seen: isOnLan ? ["self"] : [],
        also: ELSEWHERE,
        frames: (mark) => make(lan, { from: LAN.machine, to: guest.address }, mark),
    }));
    const broadcast: Probe = {
        column,
        name: "a broadcast of the NIC's network",
        from: "lan",
        seen: ["self", "peer", "bridge"],
        also: ["host"],
        frames: (mark) => [
            udpFrame(
                { from: LAN.machineMac, to: BROADCAST },
                { from: LAN.machine, to: "172.29.1.255" },
                mark,
            ),
        ],
    };
    const multicast: Probe = {
        ...broadcast,
        name: "a multicast of the NIC's network",
        frames: (mark) => [
            udpFrame(
                { from: LAN.machineMac, to: "01:00:5e:7f:ff:fa" },
                { from: LAN.machine, to: "239.255.255.250" },
                mark,
            ),
        ],
    };
    const asked: Probe = {
        ...broadcast,
        name: "arp of the NIC's network",
        frames: (mark) => [
            frame(
                { from: LAN.machineMac, to: BROADCAST },
                ETHERTYPE.arp,
                arp(
                    {
                        operation: 1,
                        sender: { mac: LAN.machineMac, address: LAN.machine },
                        target: { address: guest.address },
                    },
                    mark,
                ),
            ),
        ],
    };
    const foreign: Probe = {
        column,
        name: "udp of the NIC's network to a MAC address that is nobody's",
        from: "lan",
        seen: [],
        frames: (mark) => [
            udpFrame(
                { from: LAN.machineMac, to: "52:54:00:99:99:98" },
                { from: LAN.machine, to: guest.address },
                mark,
            ),
        ],
    };
    return [...routed, ...onLan, ...(isOnLan ? [broadcast, multicast, asked, foreign] : [])];
}
