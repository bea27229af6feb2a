import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardLine, TAP_GUARD } from "../../../src/xp/reach/tapGuard";
import { output } from "../support/host/command";
import { LEASE_ATTACKS } from "./leaseAttacks";
import type { Outcome } from "./matrixRun";
import { COLUMNS } from "./probe";
import type { Without } from "./without";

const PAGE = join(__dirname, "../../../docs/isolation.md");

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

On each network with DHCP, one guest talks to the server as a client, and another as an attacker who knows the client's MAC address. The test is repeated without the
host's rule for DHCP (the last one [below](#what-filters-cannot-see)), and without that rule on a network with a range of addresses, such as libvirt's default network.

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

This page tests the [networks](networks.md) of every reach frame by frame. Cables replace the guests' network cards and have libvirt's own filters. The host has
sockets for every protocol, bridges, a NIC's network and the Internet behind it, all in separate namespaces. Every frame contains the number of its probe,
and the test looks for it at every other end, so it also sees frames that arrive without an answer.

Each cell has the number of probes, and the number of places where they had to arrive and did. **None arrived anywhere else.**`;

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
    return `## Every rule is needed

Each rule of every filter, each of the host's own rules and the isolated ports were removed, one at a time, and the probes sent again. The matrix noticed
${noticed.length} of ${without.length} removals, because something then leaked or no longer passed.

${spare.map((rule) => `- **${rule}**: ${SPARE[rule] ?? "no reason is known"}`).join("\n")}`;
}

export const isNoticed = ({ leaks, missing }: Without) => leaks + missing > 0;

/** Things whose removal makes no difference while everything else is there, and their purpose. */
export const SPARE: Readonly<Record<string, string>> = {
    "isolated ports":
        "on nothing, dhcp and internet the filter already isolates guests; isolated ports still do so when somebody removes a filter. On interface only they isolate guests.",
};

const GUARD = `## What filters cannot see

A bridge never forwards frames to \`01:80:c2:00:00:00\` to \`0f\` (IEEE 802.1D). Linux receives them on the guest's tap itself, bypassing the bridge and
libvirt's filters, and passes their content to the host's IP stack. In the test, a guest whose filter drops everything reaches the host's sockets this way. The host's own
firewall has to block it, with rules for every tap; no guest needs to talk to a tap.

Filters also restrict a guest to its own MAC address in a frame, but not in the DHCP message inside it, which libvirt's rules cannot match. The host's own firewall
can compare the two. \`sudo xplab guard\` sets the rules for both:

\`\`\`sh
${TAP_GUARD.map((rule) => guardLine(rule)).join("\n")}
\`\`\`

${TAP_GUARD.map((rule) => `- without \`${guardLine(rule)}\`: ${rule.reason}`).join("\n")}

They come before the host's other rules. After a restart of the host or a flush of the firewall they have to be set again: \`xplab doctor\` and \`xplab audit\` report
missing ones, and [the guard](guard.md) sets them by itself. \`npm start\` sets them, and \`npm run down\` removes those. They would also block a guest whose tap the host
routes (\`<interface type='ethernet'>\`), which no lab has. On \`reach: nothing\` the guest's cable is unplugged, so no rule is needed.
`;
