import {
    isForNewConnections,
    type BaseChain,
    type InterfaceMatch,
    type PacketRule,
    type Ruleset,
    type Verdict,
} from "./ruleset";

/** A table of nftables. */
export interface NftTable extends Ruleset {
    /** "ip", "bridge", "netdev"... */
    readonly family: string;
    /** The lines of its maps, by name. */
    readonly maps: ReadonlyMap<string, readonly string[]>;
}

/** Reads the output of `nft list ruleset`. */
export function readNftables(listing: string): NftTable[] {
    const tables: NftTable[] = [];
    const blocks: string[] = [];
    let chain: { name: string; rules: PacketRule[] } | undefined;
    let into: NftBuilder | undefined;
    for (const line of listing.split("\n").map((one) => one.trim())) {
        const opened = /^(?:(table) (\S+)|(\S+)) (\S+) \{$/.exec(line);
        if (opened !== null) {
            const [, table, family = "", kind = "", name = ""] = opened;
            if (table !== undefined) tables.push((into = emptyTable(family, name)));
            if (kind === "chain") into?.chains.set(name, (chain = { name, rules: [] }).rules);
            if (kind === "map") into?.maps.set(name, []);
            blocks.push(kind === "map" ? name : kind);
        } else if (line === "}") {
            if (blocks.pop() === "chain") chain = undefined;
        } else if (chain !== undefined) {
            const base = baseOf(chain.name, line);
            if (base !== undefined) into?.bases.push(base);
            else if (line !== "") chain.rules.push(ruleOf(line));
        } else into?.maps.get(blocks.at(-1) ?? "")?.push(line);
    }
    return tables;
}

interface NftBuilder extends NftTable {
    readonly chains: Map<string, PacketRule[]>;
    readonly bases: BaseChain[];
    readonly maps: Map<string, string[]>;
}

const emptyTable = (family: string, name: string): NftBuilder => ({
    name: `${family} ${name}`,
    family,
    chains: new Map(),
    bases: [],
    maps: new Map(),
});

function baseOf(chain: string, line: string): BaseChain | undefined {
    const [, hook, bound = "", policy] =
        /^type \S+ hook (\S+) (.*?)priority [^;]+;(?: policy (\S+);)?/.exec(line) ?? [];
    const devices = [...bound.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
    return hook === undefined ? undefined : { chain, hook, refuses: policy === "drop", devices };
}

const INTERFACE = { from: "iif(?:name)?", to: "oif(?:name)?" } as const;

function ruleOf(text: string): PacketRule {
    const bare = text
        .replace(/ ?\bcomment "[^"]*"/, "")
        .replace(/ ?\bcounter packets \d+ bytes \d+/, "")
        .trim();
    const { rest, verdict } = verdictIn(bare);
    const from = matchIn(rest, INTERFACE.from);
    const to = matchIn(rest, INTERFACE.to);
    const others = [from, to].reduce((left, one) => left.replace(one?.text ?? "", ""), rest);
    return {
        text,
        from: from?.match,
        to: to?.match,
        isConditional: others.trim() !== "",
        verdict,
    };
}

function matchIn(
    text: string,
    option: string,
): { readonly text: string; readonly match: InterfaceMatch } | undefined {
    const found = new RegExp(`\\b${option} (!= )?"?([^\\s"{@]+)"?(?= |$)`).exec(text);
    if (found === null || found[2] === "vmap") return undefined;
    const name = (found[2] ?? "").replace(/\*$/, "+");
    return { text: found[0], match: { name, isNegated: found[1] !== undefined } };
}

const ENDINGS: readonly (readonly [RegExp, (...found: string[]) => Verdict])[] = [
    [/(?:^| )(?:jump|goto) (\S+)$/, (chain = "") => ({ kind: "jump", chain })],
    [/(?:^| )accept$/, () => ({ kind: "accept" })],
    // A program decides, or another interface receives the packet.
    [/(?:^| )(?:queue|fwd|dup)\b.*$/, () => ({ kind: "accept" })],
    [/(?:^| )(?:drop|reject)\b.*$/, () => ({ kind: "refuse" })],
    [/(?:^| )return$/, () => ({ kind: "return" })],
];

function verdictIn(text: string): { readonly rest: string; readonly verdict: Verdict } {
    const states = statesIn(text);
    if (states !== undefined && !isForNewConnections(states)) {
        return { rest: text, verdict: { kind: "pass" } };
    }
    if (/ vmap \{.*: accept/.test(text)) return { rest: text, verdict: { kind: "accept" } };
    for (const [ending, verdict] of ENDINGS) {
        const found = ending.exec(text);
        if (found !== null) {
            return { rest: text.slice(0, found.index), verdict: verdict(...found.slice(1)) };
        }
    }
    return { rest: text, verdict: { kind: "pass" } };
}

/** The connection states that a rule matches, or that its map accepts. */
function statesIn(text: string): string[] | undefined {
    const [, map] = /\bct state vmap \{([^}]*)\}/.exec(text) ?? [];
    if (map !== undefined) {
        return map.split(",").flatMap((one) => /(\w+) : accept/.exec(one)?.[1] ?? []);
    }
    const found = /\bct state (?:\{ ([^}]*) \}|([\w,]+))/.exec(text)?.slice(1).find(Boolean);
    return found?.split(",").map((one) => one.trim());
}
