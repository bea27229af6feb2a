import {
    isForNewConnections,
    type BaseChain,
    type InterfaceMatch,
    type PacketRule,
    type Ruleset,
    type Verdict,
} from "./ruleset";

/** Reads the output of `iptables -S`, `ip6tables -S` or `arptables -S` for one table. */
export function readIptables(name: string, listing: string): Ruleset {
    const chains = new Map<string, PacketRule[]>();
    const bases: BaseChain[] = [];
    for (const line of listing.split("\n")) {
        const [action = "", chain = "", ...words] = wordsOf(line);
        if (action === "-P") {
            const refuses = words[0] === "DROP";
            bases.push({ chain, hook: chain.toLowerCase(), refuses, devices: [] });
        }
        if (action === "-P" || action === "-N") chains.set(chain, []);
        if (action === "-A") chains.get(chain)?.push(ruleOf(line, words));
    }
    return { name, chains, bases };
}

const wordsOf = (line: string): string[] => line.match(/"(?:\\.|[^"])*"|\S+/g) ?? [];

/** Options that are not conditions themselves. */
const NO_MATCH = ["-m", "--comment"];

function ruleOf(text: string, words: readonly string[]): PacketRule {
    const matches: Record<string, InterfaceMatch> = {};
    let target: string | undefined;
    let states: string[] | undefined;
    let isConditional = false;
    let isNegated = false;
    for (const [at, word] of words.entries()) {
        const value = words[at + 1] ?? "";
        if (word === "!") {
            isNegated = true;
            continue;
        }
        if (word === "-i" || word === "-o") matches[word] = { name: value, isNegated };
        else if (word === "-j" || word === "-g") target = value;
        else if (word === "--ctstate" || word === "--state") {
            states = isNegated ? undefined : value.split(",");
        } else if (word.startsWith("-") && !NO_MATCH.includes(word)) {
            isConditional ||= !isTarget(word);
        }
        isNegated = false;
    }
    return {
        text,
        from: matches["-i"],
        to: matches["-o"],
        isConditional: isConditional || states !== undefined,
        verdict:
            states === undefined || isForNewConnections(states)
                ? verdictOf(target)
                : { kind: "pass" },
    };
}

/** Options of REJECT are not conditions. */
const isTarget = (word: string) => word === "--reject-with";

const VERDICTS: Readonly<Record<string, Verdict>> = {
    ACCEPT: { kind: "accept" },
    // An unknown program decides.
    NFQUEUE: { kind: "accept" },
    QUEUE: { kind: "accept" },
    DROP: { kind: "refuse" },
    REJECT: { kind: "refuse" },
    RETURN: { kind: "return" },
};

const verdictOf = (target: string | undefined): Verdict =>
    target === undefined ? { kind: "pass" } : (VERDICTS[target] ?? { kind: "jump", chain: target });
