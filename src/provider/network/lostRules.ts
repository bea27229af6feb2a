import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rulesLost, weaknessText, type Weakness } from "../../errors";
import { checkForwarding } from "../../firewall/forwarding";
import { readIptables } from "../../firewall/iptablesRuleset";
import { readNftables } from "../../firewall/nftRuleset";
import { nftTaps } from "../../firewall/nftTaps";
import { isHooked } from "../../firewall/tapCheck";
import { readTapRules } from "../../firewall/tapRules";
import { isRecord, type Properties } from "../lifecycle/wire";

/** Where the kernel shows this host's interfaces. */
const LINKS = "/sys/class/net";

/**
 * Reports the rules that the host's firewall has lost for a resource, one line each. Requires root on the host itself;
 * otherwise it reports nothing and runs no program.
 */
export async function lostRules(urn: string, state: Properties): Promise<string[]> {
    const check = CHECKS.find(({ types }) => types.test(urn))?.check;
    if (check === undefined || process.getuid?.() !== 0) return [];
    return (await check(state)).map(weaknessText);
}

/** Only labs' filters are known to end in a rule that drops, and only their networks in one that refuses. */
const CHECKS: readonly {
    readonly types: RegExp;
    readonly check: (state: Properties) => Promise<Weakness[]>;
}[] = [
    { types: /xplab:index:Machine\$libvirt:index:Domain::/, check: lostDomainRules },
    { types: /xplab:index:LabNetwork\$libvirt:index:Network::/, check: lostNetworkRules },
];

async function lostDomainRules({ interfaces, macAddresses }: Properties): Promise<Weakness[]> {
    const taps = Object.entries(isRecord(interfaces) ? interfaces : {}).flatMap(([name, nic]) => {
        const mac = isRecord(macAddresses) ? macAddresses[name] : undefined;
        const isFiltered = isRecord(nic) && nic["filter"] !== undefined;
        const tap = isFiltered && typeof mac === "string" ? tapOf(mac) : undefined;
        return tap === undefined ? [] : [{ tap, mac: String(mac) }];
    });
    if (taps.length === 0) return [];
    const [bridges, nft] = await Promise.all([
        outputOf("ebtables-save"),
        outputOf("nft", "list", "ruleset"),
    ]);
    if (bridges === undefined) return [];
    const chains = readTapRules(bridges);
    const filtered = nftTaps(readNftables(nft ?? ""));
    return taps
        .filter(({ tap }) => !filtered.has(tap) && !isHooked(chains, tap))
        .map(({ tap, mac }) => rulesLost({ what: `tap ${tap} of NIC ${mac}` }));
}

/** libvirt gives a tap the MAC address of its NIC with another first byte. */
function tapOf(mac: string): string | undefined {
    const own = mac.toLowerCase().replace(/^../, "fe");
    return readdirSync(LINKS).find(
        (name) => /^vnet\d/.test(name) && textOf(join(LINKS, name, "address")).trim() === own,
    );
}

const ROUTED = [undefined, "nat"];

async function lostNetworkRules({ bridge, forward, subnet }: Properties): Promise<Weakness[]> {
    const mode = isRecord(forward) ? forward["mode"] : undefined;
    if (typeof bridge !== "string" || !ROUTED.includes(mode as string | undefined)) return [];
    if (!existsSync(join(LINKS, bridge))) return [];
    const [iptables, nft] = await Promise.all([
        outputOf("iptables", "-S"),
        outputOf("nft", "list", "ruleset"),
    ]);
    if (iptables === undefined && nft === undefined) return [];
    const leadsOut = mode === "nat" && typeof subnet === "string" ? subnet : undefined;
    const tables = readNftables(nft ?? "").filter(({ family }) => /^(ip|inet)$/.test(family));
    const rulesets = [readIptables("iptables", iptables ?? ""), ...tables];
    const isHeld = checkForwarding({ bridge, leadsOut }, rulesets).length === 0;
    return isHeld ? [] : [rulesLost({ what: `bridge ${bridge}` })];
}

/** How long a listing is reused: a refresh checks many resources at once. */
const FRESH_MS = 1000;

/** A program that waits for a lock of the firewall may never end. */
const LIMIT_MS = 10_000;

const listings = new Map<
    string,
    { readonly at: number; readonly text: Promise<string | undefined> }
>();

/** The output of a program; undefined if it is not installed, fails or takes too long. */
function outputOf(program: string, ...words: readonly string[]): Promise<string | undefined> {
    const key = [program, ...words].join(" ");
    const known = listings.get(key);
    if (known !== undefined && Date.now() - known.at < FRESH_MS) return known.text;
    // On Debian only root has these folders on the PATH.
    const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
    const text = new Promise<string | undefined>((resolve) =>
        execFile(program, words, { env, maxBuffer: 2 ** 26, timeout: LIMIT_MS }, (error, stdout) =>
            resolve(error === null ? stdout : undefined),
        ),
    );
    listings.set(key, { at: Date.now(), text });
    return text;
}

function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return ""; // the interface has disappeared
    }
}
