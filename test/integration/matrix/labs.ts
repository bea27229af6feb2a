import { NOT_PUBLIC } from "../../../src/schema/network/publicIpv4";
import { hasDhcp, reachRules, type NetworkEnds, type Reach } from "../../../src/xp/reach/reach";

/** A guest's cable: a tap on the host's bridge, and the end that the test holds. */
export interface Cable {
    readonly tap: string;
    readonly end: string;
    readonly macAddress: string;
    /** Of the tap, as libvirt derives it. */
    readonly tapMac: string;
    readonly address: string;
}

/** A network of the matrix, with two guests on it. */
export interface ProbedLab {
    readonly key: string;
    readonly index: number;
    readonly reach: Reach;
    readonly bridge: string;
    readonly ends: NetworkEnds;
    /** Its bridge's address and MAC address, even where no rule names them. */
    readonly host: { readonly address: string; readonly macAddress: string };
    readonly prefix: string;
    /**
     * A host beyond the outside, a different one for each network, because NAT distinguishes some protocols by
     * address only.
     */
    readonly far: string;
    readonly guest: Cable;
    readonly peer: Cable;
}

/**
 * The host's ends of the cables, and the opposite ends. 44.128.0.0/16 is public, and reserved for tests of
 * amateur radio.
 */
export const WIRE = {
    host: "44.128.1.1",
    hostMac: "02:00:00:00:01:01",
    outside: "44.128.1.2",
    outsideMac: "02:00:00:00:01:02",
} as const;
export const LAN = {
    host: "172.29.1.254",
    bridgeMac: "02:00:00:00:02:01",
    nicMac: "02:00:00:00:02:02",
    machine: "172.29.1.1",
    machineMac: "02:00:00:00:02:03",
} as const;

export const OPEN_PORT = 445;

const hex = (value: number) => value.toString(16).padStart(2, "0");

function cable(index: number, guest: number, prefix: string): Cable {
    const tail = `00:aa:${hex(index)}:${hex(16 + guest)}`;
    return {
        tap: `vnet${index}${guest}`,
        end: `g${index}${guest}`,
        macAddress: `52:54:${tail}`,
        tapMac: `fe:54:${tail}`,
        address: `${prefix}${10 + guest}`,
    };
}

function lab(
    key: string,
    index: number,
    reach: Reach,
    settings: Pick<NetworkEnds, "open" | "resolver"> = {},
): ProbedLab {
    const isOnLan = reach === "interface";
    const prefix = isOnLan ? "172.29.1." : `10.99.${index}.`;
    const host = isOnLan
        ? { address: LAN.host, macAddress: LAN.bridgeMac }
        : { address: `${prefix}1`, macAddress: `52:54:00:aa:${hex(index)}:01` };
    const ends: NetworkEnds = {
        hostMac: host.macAddress,
        ...(hasDhcp(reach) && { hostAddress: host.address, subnet: `${prefix}0/24` }),
        ...(reach === "internet" && { closed: [...NOT_PUBLIC, `${WIRE.host}/32`] }),
        ...(isOnLan && { hostMacs: [LAN.bridgeMac, LAN.nicMac] }),
        ...settings,
    };
    const [guest, peer] = [cable(index, 0, prefix), cable(index, 1, prefix)];
    return {
        key,
        index,
        reach,
        // Named like libvirt's where libvirt creates it.
        bridge: `${isOnLan ? "br" : "virbr"}${index}`,
        ends,
        host,
        prefix,
        far: `44.128.9.${index}`,
        guest,
        peer,
    };
}

export const LABS: readonly ProbedLab[] = [
    lab("nothing", 1, "nothing"),
    lab("dhcp", 2, "dhcp"),
    lab("guests", 3, "guests"),
    lab("interface", 4, "interface"),
    lab("internet", 5, "internet"),
    lab("dhcp, open", 6, "dhcp", { open: [OPEN_PORT] }),
    lab("guests, open", 7, "guests", { open: [OPEN_PORT] }),
    lab("internet, open, resolver", 8, "internet", { open: [OPEN_PORT], resolver: true }),
];

export const rulesOf = ({ reach, ends }: ProbedLab) => reachRules(reach, ends);
