import type { FoundRule } from "../xml/network/networkFilterReading";
import { canonicalValue } from "./tapRules";

/** The direction of a chain of a tap: frames from the guest ("out") or to it ("in"). */
export type Side = "out" | "in";

/** The ebtables rule that libvirt makes from a filter's rule for a tap. */
export interface ExpectedRule {
    readonly text: string;
    readonly target: string;
    readonly priority: number;
}

/** The rules of a filter on one side of a tap; undefined if one is of an unknown kind. */
export function expectedTapRules(
    rules: readonly FoundRule[],
    side: Side,
    mac: string,
): ExpectedRule[] | undefined {
    const expected: ExpectedRule[] = [];
    for (const rule of rules) {
        if (rule.direction !== side && rule.direction !== "inout") continue;
        const one = expectedRule(rule, side, mac);
        if (one === undefined) return undefined;
        expected.push(one);
    }
    return expected.sort((a, b) => a.priority - b.priority);
}

function expectedRule(rule: FoundRule, side: Side, mac: string): ExpectedRule | undefined {
    const frame = FRAMES[rule.protocol ?? ""];
    const target = TARGETS[rule.action ?? ""];
    if (frame === undefined || target === undefined) return undefined;
    // A rule for both directions is written for incoming frames.
    const isReversed = rule.direction === "inout" && side === "out";
    const match: Record<string, string> = { ...frame };
    for (const [attribute, value] of Object.entries(rule.match)) {
        if (/(mask|end)$/.test(attribute)) continue;
        const option = optionOf(attribute, rule.protocol ?? "", isReversed);
        if (option === undefined) return undefined;
        const text = value === "$MAC" ? mac : value;
        match[option] = canonicalValue(option, withRest(attribute, text, rule.match));
    }
    return { text: matchText(match), target, priority: rule.priority };
}

const TARGETS: Readonly<Record<string, string>> = {
    accept: "ACCEPT",
    drop: "DROP",
    reject: "DROP",
};

const FRAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    mac: {},
    arp: { "-p": "arp" },
    ip: { "-p": "ipv4" },
};

const REVERSED: Readonly<Record<string, string>> = { src: "dst", dst: "src" };

function optionOf(attribute: string, protocol: string, turned: boolean): string | undefined {
    const end = (name: string) => (turned ? (REVERSED[name] ?? name) : name);
    const [, mac] = /^(src|dst)macaddr$/.exec(attribute) ?? [];
    if (mac !== undefined) return end(mac) === "src" ? "-s" : "-d";
    if (protocol === "ip") {
        const [, address] = /^(src|dst)ipaddr$/.exec(attribute) ?? [];
        if (address !== undefined) return `--ip-${end(address)}`;
        const [, port] = /^(src|dst)portstart$/.exec(attribute) ?? [];
        if (port !== undefined) return `--ip-${end(port) === "src" ? "sport" : "dport"}`;
        return attribute === "protocol" ? "--ip-proto" : undefined;
    }
    const [, arpEnd, what] = /^arp(src|dst)(mac|ip)addr$/.exec(attribute) ?? [];
    return protocol === "arp" && arpEnd !== undefined && what !== undefined
        ? `--arp-${what}-${end(arpEnd)}`
        : undefined;
}

/** Adds the mask to an address, and the end of its range to a port. */
function withRest(attribute: string, value: string, match: FoundRule["match"]): string {
    const mask = match[attribute.replace(/addr$/, "mask")];
    if (attribute.endsWith("addr") && mask !== undefined) return `${value}/${mask}`;
    const last = match[attribute.replace(/start$/, "end")];
    return attribute.endsWith("start") && last !== undefined ? `${value}:${last}` : value;
}

/** A text that does not depend on the order of options. */
export const matchText = (match: Readonly<Record<string, string>>): string =>
    Object.keys(match)
        .sort()
        .map((option) => `${option} ${match[option] ?? ""}`)
        .join(" ");
