import { forgedProbes } from "./forgedProbes";
import { frameProbes } from "./frameProbes";
import { inwardProbes } from "./inwardProbes";
import { ipv4Probes } from "./ipv4Probes";
import type { ProbedLab } from "./labs";
import { outsideProbes } from "./outsideProbes";
import type { Probe } from "./probe";
import { serviceProbes } from "./serviceProbes";

/** Every probe of a network. */
export const probesOf = (lab: ProbedLab): Probe[] => [
    ...ipv4Probes(lab),
    ...serviceProbes(lab),
    ...forgedProbes(lab),
    ...frameProbes(lab),
    ...inwardProbes(lab),
    ...outsideProbes(lab),
];

/** Expected answers without a mark, each with the end at which it may be seen. */
export function answersOf({ reach, ends }: ProbedLab): string[] {
    const { hostAddress, open, resolver } = ends;
    return [
        ...(hostAddress === undefined ? [] : ["self dhcp"]),
        ...(reach === "internet" || open !== undefined ? ["self arp", "peer arp"] : []),
        ...(resolver === true ? ["self dns", "self dns by tcp"] : []),
        ...(open === undefined ? [] : ["self tcp"]),
    ];
}

/** The kind of an unmarked frame, in one word. */
export function kindOf(frame: Buffer): string {
    const type = frame.readUInt16BE(12);
    if (type === 0x0806) return "arp";
    if (type === 0x86dd) return "ipv6";
    if (type !== 0x0800) return type < 0x600 ? "llc" : `type ${type.toString(16)}`;
    const protocol = frame[23];
    const port = frame.readUInt16BE(14 + 20);
    if (protocol === 6) return port === 53 ? "dns by tcp" : "tcp";
    if (protocol === 1) return "icmp";
    if (protocol !== 17) return `protocol ${protocol}`;
    return port === 67 ? "dhcp" : port === 53 ? "dns" : "udp";
}
