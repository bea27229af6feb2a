import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardWords, TAP_GUARD, type GuardRule } from "../../../src/xp/tapGuard";
import { output } from "../support/command";
import type { Outcome } from "./matrixRun";
import { COLUMNS } from "./probe";
import type { Without } from "./without";

const PAGE = join(__dirname, "../../../docs/isolation.md");

/** The page that tells what the matrix has found, of a run that took every rule away once. */
export async function writePage(
    outcomes: ReadonlyMap<string, Outcome>,
    without: readonly Without[],
): Promise<void> {
    const text = [INTRODUCTION, table(outcomes), withoutText(without), GUARD].join("\n\n");
    writeFileSync(PAGE, text);
    await output(join(__dirname, "../../../node_modules/.bin/prettier"), ["--write", PAGE]);
}

/** Whether the page has the table of what was found; how wide its columns are is all the same. */
export const pageTells = (outcomes: ReadonlyMap<string, Outcome>): boolean =>
    narrow(readFileSync(PAGE, "utf8")).includes(narrow(table(outcomes)));

const narrow = (text: string) => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

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

/** A rule of the host's own firewall as it is typed. */
export const guardLine = (rule: GuardRule): string =>
    [rule.command, ...guardWords(rule, "-I")].join(" ");

const GUARD = `## What filters cannot see

A bridge never sends on frames to \`01:80:c2:00:00:00\` to \`0f\` (IEEE 802.1D). Linux hands them to the guest's tap itself, past the bridge and so past
libvirt's filters, and what is in them to the host's IP. Tried: a guest whose filter drops everything reaches sockets of the host so. The host's own firewall
has to close it, with rules for every tap, which no guest has a right to speak to. \`sudo xplab guard\` sets them:

\`\`\`sh
${TAP_GUARD.map(guardLine).join("\n")}
\`\`\`

${TAP_GUARD.map((rule) => `- without \`${guardLine(rule)}\`: ${rule.reason}`).join("\n")}

They come before the host's other rules, and have to be set again after a restart of the host and after a firewall is flushed: \`xplab doctor\` and
\`xplab audit\` say so. \`npm start\` sets them, \`npm run down\` takes away what it has set. A guest whose tap the host routes (\`<interface type='ethernet'>\`, which
no lab has) would not get through them. On \`reach: nothing\` the guest's cable is out, so that it holds without them.
`;
