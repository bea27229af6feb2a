import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardLine, TAP_GUARD } from "../../../src/xp/reach/tapGuard";
import { output } from "../support/host/command";
import { LEASE_ATTACKS } from "./leaseAttacks";
import type { Outcome } from "./matrixRun";
import { COLUMNS } from "./probe";
import type { Without } from "./without";

const PAGE = join(__dirname, "../../../docs/isolation.md");

/** The page that tells what the matrix has found, of a run that took every rule away once. */
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

/** Whether the page has the tables of what was found; how wide their columns are is all the same. */
export function pageTells(outcomes: ReadonlyMap<string, Outcome>, leases: Leases): boolean {
    const page = narrow(readFileSync(PAGE, "utf8"));
    return [table(outcomes), leaseTable(leases)].every((one) => page.includes(narrow(one)));
}

const narrow = (text: string) => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

/** Names of the attacks on DHCP that succeed, by what the network is like. */
export type Leases = Readonly<Record<string, readonly string[]>>;

const leasesText = (leases: Leases) => `## What a guest can do to others' leases

Two guests of each network with DHCP talk to its server, one as a client does, the other as an attacker who knows its MAC address. The same again without the
host's rule for DHCP (the last one [below](#what-filters-cannot-see)), and on a network with a range of addresses, as libvirt's own default network has, without that rule.

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

# What reaches what

The [networks](networks.md) of every reach, tried frame by frame: cables in place of guests' network cards, libvirt's own filters on them, a host with
sockets that hear every protocol, bridges, a NIC's network and the Internet behind it, all in namespaces of their own. What is sent says which probe it is,
and is looked for at every other end, so that what arrives and is never answered is seen too.

Each cell: how many probes were sent, and in how many places they had to arrive, which they did. **None arrived anywhere else.**`;

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
    const spare = [...new Set(without.filter((one) => !isNoticed(one)).map(({ rule }) => rule))];
    return `## Nothing is there in vain

Every rule of every filter, the host's own and the isolated ports were taken away, one by one, and the probes sent again: of ${without.length},
the matrix showed ${noticed.length} by what then leaked or no longer passed.

${spare.map((rule) => `- **${rule}**: ${SPARE[rule] ?? "no reason is known"}`).join("\n")}`;
}

export const isNoticed = ({ leaks, missing }: Without) => leaks + missing > 0;

/** What makes no difference while all else is there, and why it is there. */
export const SPARE: Readonly<Record<string, string>> = {
    "isolated ports":
        "on nothing, dhcp and internet the filter alone keeps guests apart; the bridge does so when somebody takes a filter off. On interface they are what keeps them apart.",
};

const GUARD = `## What filters cannot see

A bridge never sends on frames to \`01:80:c2:00:00:00\` to \`0f\` (IEEE 802.1D). Linux hands them to the guest's tap itself, past the bridge and so past
libvirt's filters, and what is in them to the host's IP. Tried: a guest whose filter drops everything reaches sockets of the host so. The host's own firewall
has to close it, with rules for every tap, which no guest has a right to speak to.

Filters also hold a guest to its own MAC address in a frame, but not in the DHCP message inside it: libvirt's rules do not look that far. The host's own firewall
can compare the two. \`sudo xplab guard\` sets the rules for both:

\`\`\`sh
${TAP_GUARD.map((rule) => guardLine(rule)).join("\n")}
\`\`\`

${TAP_GUARD.map((rule) => `- without \`${guardLine(rule)}\`: ${rule.reason}`).join("\n")}

They come before the host's other rules, and have to be set again after a restart of the host and after a firewall is flushed: \`xplab doctor\` and
\`xplab audit\` say so, and [the guard](guard.md) does it by itself. \`npm start\` sets them, \`npm run down\` takes away what it has set. A guest whose tap the host routes (\`<interface type='ethernet'>\`, which
no lab has) would not get through them. On \`reach: nothing\` the guest's cable is out, so that it holds without them.
`;
