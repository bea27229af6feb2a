import type { NftTable } from "./nftRuleset";

/** libvirt's tables of network filters in nftables, from 12.0 on: src/nwfilter/nwfilter_nftables_driver.c. */
const TABLE = /^bridge libvirt_nwfilter_/;

const SIDES = ["vmap-iif", "vmap-oif"] as const;

/** Taps that libvirt filters with nftables in both directions: their chains end in a rule that drops. */
export function nftTaps(tables: readonly NftTable[]): ReadonlySet<string> {
    const [ins = new Set<string>(), outs = new Set<string>()] = SIDES.map(
        (side) =>
            new Set(
                tables
                    .filter(({ name }) => TABLE.test(name))
                    .flatMap((table) => filteredIn(table, table.maps.get(side) ?? [])),
            ),
    );
    return new Set([...ins].filter((tap) => outs.has(tap)));
}

function filteredIn({ chains }: NftTable, lines: readonly string[]): string[] {
    const jumps = [...lines.join(" ").matchAll(/"([^"]+)" : jump ([^\s,}]+)/g)];
    return jumps.flatMap(([, tap = "", chain = ""]) =>
        chains.get(chain)?.at(-1)?.verdict.kind === "refuse" ? [tap] : [],
    );
}

/** Rules that divert frames of these interfaces before a bridge or a filter of libvirt sees them. */
export function earlyRules(tables: readonly NftTable[], interfaces: ReadonlySet<string>): string[] {
    return tables
        .filter(({ family, bases }) =>
            bases.some(({ devices }) =>
                family === "bridge" ? true : devices.some((one) => interfaces.has(one)),
            ),
        )
        .flatMap(({ chains }) => [...chains.values()].flat())
        .map(({ text }) => text)
        .filter((text) => DIVERTS.test(text));
}

const DIVERTS = /\b(fwd (ip6? )?to|dup to|queue|meta broute set)\b/;
