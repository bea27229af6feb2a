/**
 * libvirt creates its chains once per daemon process; after a flush they return only with a restart. A reload fills them if
 * they exist. So they are created here in the same way, as the first of their chain.
 */

/** Chains of libvirt's iptables back end, in the order of insertion: src/network/network_iptables.c. */
const IPTABLES = [
    ["filter", "INPUT", "LIBVIRT_INP"],
    ["filter", "OUTPUT", "LIBVIRT_OUT"],
    ["filter", "FORWARD", "LIBVIRT_FWO"],
    ["filter", "FORWARD", "LIBVIRT_FWI"],
    ["filter", "FORWARD", "LIBVIRT_FWX"],
    ["nat", "POSTROUTING", "LIBVIRT_PRT"],
    ["mangle", "POSTROUTING", "LIBVIRT_PRT"],
] as const;

const chainsOf = (table: string) =>
    IPTABLES.filter(([of]) => of === table).map(([, from, chain]) => [from, chain] as const);

/** Input for iptables-restore --noflush; existing chains keep their rules. */
export function iptablesChains(saved: string): string {
    const tables = [...new Set(IPTABLES.map(([table]) => table))];
    return `${tables.map((table) => tableOf(table, saved)).join("\n")}\n`;
}

function tableOf(table: string, saved: string): string {
    const [, existing = ""] = new RegExp(`^\\*${table}\\n([^]*?)^COMMIT$`, "m").exec(saved) ?? [];
    const lines = existing.split("\n");
    return [
        `*${table}`,
        ...chainsOf(table).flatMap(([from, chain]) => [
            ...(lines.some((line) => line.startsWith(`:${chain} `)) ? [] : [`:${chain} - [0:0]`]),
            ...lines
                .filter((line) => line === `-A ${from} -j ${chain}`)
                .map((line) => line.replace("-A", "-D")),
            `-I ${from} -j ${chain}`,
        ]),
        "COMMIT",
    ].join("\n");
}

/** Input for nft -f, for libvirt's nftables back end: src/network/network_nftables.c. */
export const nftablesChains = (): string =>
    ["ip", "ip6"].map((family) => tableOfFamily(`${family} libvirt_network`)).join("");

const tableOfFamily = (table: string) => `add table ${table}
add chain ${table} forward { type filter hook forward priority 0; policy accept; }
add chain ${table} guest_output
add chain ${table} guest_input
add chain ${table} guest_cross
add chain ${table} guest_nat { type nat hook postrouting priority 100; policy accept; }
flush chain ${table} forward
add rule ${table} forward counter jump guest_cross
add rule ${table} forward counter jump guest_input
add rule ${table} forward counter jump guest_output
`;
