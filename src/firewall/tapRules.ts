/** Chains of ebtables' nat table, where libvirt keeps the rules of its filters. */
export type TapRules = ReadonlyMap<string, readonly TapRule[]>;

/** A rule as ebtables lists it. */
export interface TapRule {
    readonly text: string;
    readonly target: string;
    /** Options and their values. */
    readonly match: Readonly<Record<string, string>>;
}

/**
 * Reads the output of `ebtables-save`. `ebtables -L` is no alternative: the nf_tables version sets chain policies again while
 * it lists them, and makes concurrent changes by libvirt fail.
 */
export function readTapRules(saved: string): TapRules {
    const chains = new Map<string, TapRule[]>();
    const [, nat = ""] = /^\*nat$([^*]*)/m.exec(saved) ?? [];
    for (const line of nat.split("\n")) {
        const [, chain] = /^:(\S+) /.exec(line) ?? [];
        if (chain !== undefined) chains.set(chain, []);
        const [, of = "", text = ""] = /^-A (\S+) (.+)$/.exec(line) ?? [];
        chains.get(of)?.push(readRule(text.trim()));
    }
    return chains;
}

function readRule(text: string): TapRule {
    const options: [string, string][] = [];
    for (const word of text.split(/\s+/)) {
        const last = options.at(-1);
        // "!" before an option negates it.
        if (/^-/.test(word) || word === "!") options.push([word, ""]);
        else if (last !== undefined) last[1] = `${last[1]} ${word}`.trim();
    }
    const match = options
        .filter(([option]) => option !== "-j")
        .map(([option, value]) => [option, canonicalValue(option, value)] as const)
        .filter(([, value]) => value !== EVERYTHING);
    const [, target = ""] = options.find(([option]) => option === "-j") ?? [];
    return { text, target, match: Object.fromEntries(match) };
}

/** Matches everything, so it is no condition. */
const EVERYTHING = "0.0.0.0/0";

const NAMED_MACS: Readonly<Record<string, string>> = {
    broadcast: "ff:ff:ff:ff:ff:ff",
    multicast: "01:00:00:00:00:00/01:00:00:00:00:00",
    unicast: "00:00:00:00:00:00/01:00:00:00:00:00",
};

/** The canonical form of a value that the two kinds of ebtables write differently. */
export function canonicalValue(option: string, value: string): string {
    const text = value.toLowerCase();
    if (/^(-s|-d|--arp-mac-(src|dst))$/.test(option)) return canonicalMac(NAMED_MACS[text] ?? text);
    if (/^--(ip|arp-ip)-(src|dst)$/.test(option)) return canonicalSubnet(text);
    return text;
}

const canonicalMac = (text: string) =>
    text
        .replace(/[0-9a-f]+/g, (octet) => octet.padStart(2, "0"))
        .replace(/\/ff:ff:ff:ff:ff:ff$/, "");

function canonicalSubnet(text: string): string {
    const [address = "", mask] = text.split("/");
    if (mask === undefined || mask === "32" || mask === "255.255.255.255") return address;
    if (!mask.includes(".")) return `${address}/${mask}`;
    const bits = mask.split(".").map((octet) => Number(octet).toString(2).padStart(8, "0"));
    return `${address}/${bits.join("").replace(/0+$/, "").length}`;
}
