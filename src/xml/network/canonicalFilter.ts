import type { FilterRule } from "../../schema/network/networkFilter";
import { prefixLengthOf } from "../../schema/network/subnet";
import type { FoundRule } from "./networkFilterReading";

/** The rules that libvirt has, in the declared spelling wherever both mean the same. */
export function spelledAs(
    declared: readonly FilterRule[],
    rules: readonly FoundRule[],
): FoundRule[] {
    return rules.map((rule, index) => {
        const wanted = declared[index]?.match ?? {};
        const match = Object.entries(rule.match).map(([attribute, value]) => {
            const written = wanted[attribute];
            const isSame = written !== undefined && isSameMatch(attribute, written, value);
            return [attribute, isSame ? written : value] as const;
        });
        return { ...rule, match: Object.fromEntries(match) };
    });
}

/** Whether two values of a rule's attribute mean the same: libvirt rewrites most of them. */
export const isSameMatch = (attribute: string, one: string, other: string): boolean =>
    canonicalMatch(attribute, one) === canonicalMatch(attribute, other);

/** Numbers that libvirt has names for (formatnwfilter.html), by attribute. */
const WORDS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    protocolid: { ipv4: 0x0800, arp: 0x0806, rarp: 0x8035, vlan: 0x8100, ipv6: 0x86dd },
    encapprotocol: { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd },
    opcode: {
        request: 1,
        reply: 2,
        request_reverse: 3,
        reply_reverse: 4,
        drarp_request: 5,
        drarp_reply: 6,
        drarp_error: 7,
        inarp_request: 8,
        arp_nak: 9,
    },
    protocol: {
        icmp: 1,
        igmp: 2,
        tcp: 6,
        udp: 17,
        esp: 50,
        ah: 51,
        icmpv6: 58,
        sctp: 132,
        udplite: 136,
    },
};

const FLAGS: Readonly<Record<string, string>> = {
    yes: "true",
    "1": "true",
    no: "false",
    "0": "false",
};

/** The one spelling of all values that mean the same. */
export function canonicalMatch(attribute: string, value: string): string {
    const text = value.toLowerCase();
    if (attribute === "gratuitous") return FLAGS[text] ?? text;
    if (/^\w*ipmask$/.test(attribute) && text.includes(".")) return String(prefixLengthOf(text));
    const number =
        WORDS[attribute]?.[text] ?? (/^(0x[0-9a-f]+|\d+)$/.test(text) ? Number(text) : text);
    return String(number);
}
