import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rulesLost, weaknessText, type Weakness } from "../../errors";
import { checkForwarding } from "../../firewall/forwarding";
import { readIptables } from "../../firewall/iptablesRuleset";
import { readNftables } from "../../firewall/nftRuleset";
import { nftTaps } from "../../firewall/nftTaps";
import { isHooked } from "../../firewall/tapCheck";
import { readTapRules } from "../../firewall/tapRules";
import { findExecutable } from "../../process/findExecutable";
import { runProgram } from "../../process/runProgram";
import { isRecord, type Properties } from "../lifecycle/wire";

/** Where the kernel shows interfaces; those of another host are not here. */
const LINKS = "/sys/class/net";

/**
 * What the host's firewall has lost of the rules that hold a resource, a line each. It takes root, and the host itself:
 * where it cannot be seen there is nothing, and no program is run.
 */
export async function lostRules(urn: string, state: Properties): Promise<string[]> {
    const look = LOOKS.find(({ types }) => types.test(urn))?.look;
    if (look === undefined || process.getuid?.() !== 0) return [];
    return (await look(state)).map(weaknessText);
}

/** Of labs alone is it known that their filters end in a rule that drops, and their networks in one that refuses. */
const LOOKS: readonly {
    readonly types: RegExp;
    readonly look: (state: Properties) => Promise<Weakness[]>;
}[] = [
    { types: /xplab:index:Machine\$libvirt:index:Domain::/, look: lostOfDomain },
    { types: /xplab:index:LabNetwork\$libvirt:index:Network::/, look: lostOfNetwork },
];

async function lostOfDomain({ interfaces, macAddresses }: Properties): Promise<Weakness[]> {
    const taps = Object.entries(isRecord(interfaces) ? interfaces : {}).flatMap(([name, nic]) => {
        const mac = isRecord(macAddresses) ? macAddresses[name] : undefined;
        const isFiltered = isRecord(nic) && nic["filter"] !== undefined;
        const tap = isFiltered && typeof mac === "string" ? tapOf(mac) : undefined;
        return tap === undefined ? [] : [{ tap, mac: String(mac) }];
    });
    if (taps.length === 0) return [];
    const [bridges, nft] = await Promise.all([
        output("ebtables-save"),
        output("nft", "list", "ruleset"),
    ]);
    if (bridges === undefined) return [];
    const chains = readTapRules(bridges);
    const held = nftTaps(readNftables(nft ?? ""));
    return taps
        .filter(({ tap }) => !held.has(tap) && !isHooked(chains, tap))
        .map(({ tap, mac }) => rulesLost({ what: `tap ${tap} of NIC ${mac}` }));
}

/** libvirt gives a tap its NIC's address, with another first byte. */
function tapOf(mac: string): string | undefined {
    const own = mac.toLowerCase().replace(/^../, "fe");
    return readdirSync(LINKS).find(
        (name) => /^vnet\d/.test(name) && textOf(join(LINKS, name, "address")).trim() === own,
    );
}

const ROUTED = [undefined, "nat"];

async function lostOfNetwork({ bridge, forward, subnet }: Properties): Promise<Weakness[]> {
    const mode = isRecord(forward) ? forward["mode"] : undefined;
    if (typeof bridge !== "string" || !ROUTED.includes(mode as string | undefined)) return [];
    if (!existsSync(join(LINKS, bridge))) return [];
    const [iptables, nft] = await Promise.all([
        output("iptables", "-S"),
        output("nft", "list", "ruleset"),
    ]);
    if (iptables === undefined && nft === undefined) return [];
    const leadsOut = mode === "nat" && typeof subnet === "string" ? subnet : undefined;
    const tables = readNftables(nft ?? "").filter(({ family }) => /^(ip|inet)$/.test(family));
    const rulesets = [readIptables("iptables", iptables ?? ""), ...tables];
    const isHeld = checkForwarding({ bridge, leadsOut }, rulesets).length === 0;
    return isHeld ? [] : [rulesLost({ what: `bridge ${bridge}` })];
}

/** How long a listing is good for: a refresh asks for many resources at once. */
const FRESH_MS = 1000;

const listings = new Map<
    string,
    { readonly at: number; readonly text: Promise<string | undefined> }
>();

/** What a program prints; undefined where it is not installed, or fails. */
function output(program: string, ...words: readonly string[]): Promise<string | undefined> {
    const key = [program, ...words].join(" ");
    const known = listings.get(key);
    if (known !== undefined && Date.now() - known.at < FRESH_MS) return known.text;
    const text = run(program, words).catch(() => undefined);
    listings.set(key, { at: Date.now(), text });
    return text;
}

async function run(program: string, words: readonly string[]): Promise<string | undefined> {
    const path = findExecutable(program);
    const ended = path === undefined ? undefined : await runProgram(path, words);
    return ended?.code === 0 ? ended.stdout : undefined;
}

function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return ""; // the interface went meanwhile
    }
}
