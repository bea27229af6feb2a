import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardLine, TAP_GUARD } from "../../../src/xp/reach/tapGuard";
import { output } from "../support/host/command";
import { LEASE_ATTACKS } from "./leaseAttacks";
import type { Outcome } from "./matrixRun";
import { COLUMNS } from "./probe";
import type { Without } from "./without";

const PAGE = join(__dirname, "../../../docs/reference/isolation.md");

/** Writes the page with the results of a run that removed each rule once. */
export async function writePage(
    outcomes: ReadonlyMap<string, Outcome>,
    without: readonly Without[],
    leases: Leases,
): Promise<void> {
    const parts = [INTRODUCTION, table(outcomes), leasesText(leases), withoutText(without), GUARD];
    const text = parts.join("\n\n");
    writeFileSync(PAGE, text);
    await output(join(__dirname, "../../../node_modules/.bin/prettier"), ["--write", PAGE]);
}

/** Whether the page has the tables of these results, whatever the width of their columns. */
export function pageHas(outcomes: ReadonlyMap<string, Outcome>, leases: Leases): boolean {
    const page = narrow(readFileSync(PAGE, "utf8"));
    return [table(outcomes), leaseTable(leases)].every((one) => page.includes(narrow(one)));
}

const narrow = (text: string) => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

/** Names of the DHCP attacks that succeed, by the kind of network. */
export type Leases = Readonly<Record<string, readonly string[]>>;

const leasesText = (leases: Leases) => `## What a guest can do to other guests' leases

Two guests of each network with DHCP talk to its server: one acts as a client, the other as an attacker who knows its MAC address. The test repeats this without the host's
own rule for DHCP (the last one [below](#the-hosts-own-rules)), and then on a network with a range of addresses, as libvirt's default network has, without that rule.

${leaseTable(leases)}`;

function leaseTable(leases: Leases): string {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    const kinds = Object.entries(leases);
    return [
        line(["a guest", ...kinds.map(([kind]) => kind)]),
        line(["---", ...kinds.map(() => "---")]),
        ...LEASE_ATTACKS.map(({ name }) =>
            line([name, ...kinds.map(([, found]) => (found.includes(name) ? "yes" : "no"))]),
        ),
    ].join("\n");
}

const INTRODUCTION = `<!-- Written by "npm run matrix". -->

# Isolation test results

The test probes the [networks](networks.md) of every reach frame by frame. Pairs of virtual interfaces replace the guests: one end is a
port of the bridge and has libvirt's own filter, like a guest's tap, and the test sends and receives at the other. The host, its NIC's network and the Internet behind it are
network namespaces; the host has bridges, and sockets that receive every protocol. Each probe carries its own identity, and the test looks for it at every other end, so it also
sees probes that arrive but get no answer.

Each cell shows how many probes were sent, and how many arrivals were expected. All of these arrived. **None arrived anywhere else.**`;

function table(outcomes: ReadonlyMap<string, Outcome>): string {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    const rows = [...outcomes].map(([lab, { columns }]) =>
        line([
            lab,
            ...COLUMNS.map((column) => {
                const { sent = 0, allowed = 0 } = columns[column] ?? {};
                return allowed === 0 ? `${sent}, none` : `${sent}, ${allowed}`;
            }),
        ]),
    );
    return [line(["reach", ...COLUMNS]), line(["---", ...COLUMNS.map(() => "---")]), ...rows].join(
        "\n",
    );
}

function withoutText(without: readonly Without[]): string {
    const noticed = without.filter(isNoticed);
    const unnoticed = without.filter((one) => !isNoticed(one)).map(({ rule }) => rule);
    const countOf = (rule: string) => unnoticed.filter((one) => one === rule).length;
    return `## Every rule is needed

The test removed every rule of every filter, the host's own rules and the isolated ports, one by one, and sent the probes again. The results revealed ${noticed.length} of
${without.length} removals: something leaked, or no longer passed. The other removals changed nothing:

${[...new Set(unnoticed)].map((rule) => `- **${rule}**, ${countOf(rule)} networks: ${SPARE[rule] ?? "no reason is known"}`).join("\n")}`;
}

export const isNoticed = ({ leaks, missing }: Without) => leaks + missing > 0;

/** Things whose removal makes no difference while everything else is there, and their purpose. */
export const SPARE: Readonly<Record<string, string>> = {
    "isolated ports":
        "with reach nothing, dhcp and internet, the filter already keeps guests apart, and isolated ports do if somebody removes it. With interface, only isolated ports do.",
};

const GUARD = `## The host's own rules

libvirt's filters [cannot see everything](../explanation/isolation.md#what-filters-cannot-see). \`sudo xplab guard\` sets these rules of the host's own firewall for the rest:

\`\`\`sh
${TAP_GUARD.map((rule) => guardLine(rule)).join("\n")}
\`\`\`

${TAP_GUARD.map((rule) => `- without \`${guardLine(rule)}\`: ${rule.reason}`).join("\n")}

They come before the host's other rules. They must be set again after each boot and after the firewall is flushed: \`xplab doctor\` and \`xplab audit\` report missing rules, and
[the guard](../how-to/guard.md) does it automatically. \`npm start\` sets them, and \`npm run down\` removes those that it has set. They would also block a guest
whose tap the host routes (\`<interface type='ethernet'>\`, which no lab has). With reach \`nothing\` the guest's cable is unplugged, so no rule is needed.
`;
