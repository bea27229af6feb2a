import * as errors from "../../errors";
import { readIptables } from "../../firewall/iptablesRuleset";
import { acceptsFirst, passageOf } from "../../firewall/passage";
import {
    guardLine,
    guardWords,
    TAP_GUARD,
    tableWords,
    type GuardRule,
} from "../../xp/reach/tapGuard";
import type { Ended } from "../../process/runProgram";
import { firstLineOf, runHostProgram, type HostIo } from "./hostProgram";

/**
 * The state of a rule, or what was done about it. "behind": another rule accepts packets first; "moved": it was behind
 * and was moved to the front.
 */
export type Fate = "there" | "missing" | "behind" | "added" | "moved" | "removed";

export interface GuardRuleState {
    /** The command that sets it. */
    readonly rule: string;
    readonly fate: Fate;
}

export type Intent = "check" | "set" | "remove";

/** Checks, sets or removes the tap guard in this machine's firewall. */
export async function guardHost(intent: Intent, io: HostIo): Promise<GuardRuleState[]> {
    const guarded: GuardRuleState[] = [];
    for (const rule of TAP_GUARD) {
        // One at a time: the firewall's programs lock each other out anyway.
        guarded.push({ rule: guardLine(rule), fate: await guardOne(rule, intent, io) });
    }
    return guarded;
}

/** How many rules of the tap guard are missing or behind; undefined when they cannot be read, as without root. */
export async function missingGuards(io: HostIo): Promise<number | undefined> {
    try {
        const guarded = await guardHost("check", io);
        return guarded.filter(({ fate }) => fate !== "there").length;
    } catch (error) {
        if (error instanceof errors.UserError) return undefined;
        throw error;
    }
}

async function guardOne(rule: GuardRule, intent: Intent, io: HostIo): Promise<Fate> {
    const state = !(await isSet(rule, io))
        ? "missing"
        : (await isFirst(rule, io))
          ? "there"
          : "behind";
    if (intent === "check") return state;
    if (intent === "set") {
        if (state === "there") return state;
        if (state === "behind") await removeAll(rule, io);
        await change(rule, "-I", io);
        return state === "behind" ? "moved" : "added";
    }
    if (state === "missing") return state;
    await removeAll(rule, io);
    return "removed";
}

/** A rule may have been set more than once. */
async function removeAll(rule: GuardRule, io: HostIo): Promise<void> {
    do await change(rule, "-D", io);
    while (await isSet(rule, io));
}

/** Whether no rule accepts packets before this one; true when the program cannot list its rules. */
async function isFirst({ command, table, chain, way }: GuardRule, io: HostIo): Promise<boolean> {
    const ended = await runFirewall(command, [...tableWords(table), "-S"], io);
    if (ended.code !== 0) return true;
    const rules = readIptables(command, ended.stdout);
    const base = rules.bases.find((one) => one.chain === chain);
    if (base === undefined) return true;
    // A rule that refuses only some of the packets does not end their path.
    return passageOf(rules, base, way).accepting.length === 0 && !acceptsFirst(rules, chain, way);
}

/** Exit code of the programs when the rule does not exist. */
const RULE_MISSING = 1;

async function isSet(rule: GuardRule, io: HostIo): Promise<boolean> {
    const ended = await attempt(rule, "-C", io);
    if (ended.code !== 0 && ended.code !== RULE_MISSING) throw failed(rule, "-C", ended);
    return ended.code === 0;
}

async function change(rule: GuardRule, action: "-I" | "-D", io: HostIo): Promise<void> {
    const ended = await attempt(rule, action, io);
    if (ended.code !== 0) throw failed(rule, action, ended);
}

function failed(rule: GuardRule, action: "-C" | "-I" | "-D", { stderr }: Ended) {
    if (process.getuid?.() !== 0) return errors.guardNeedsRoot();
    return errors.guardFailed({ command: guardLine(rule, action), says: firstLineOf(stderr) });
}

/** Options that wait for the lock of the firewall; arptables has none. */
const WAIT_FOR_LOCK = { iptables: ["-w"], ip6tables: ["-w"], arptables: [] } as const;

const attempt = (rule: GuardRule, action: "-C" | "-I" | "-D", io: HostIo): Promise<Ended> =>
    runFirewall(rule.command, guardWords(rule, action), io);

async function runFirewall(
    command: GuardRule["command"],
    args: readonly string[],
    io: HostIo,
): Promise<Ended> {
    const ended = await runHostProgram(io, command, [...WAIT_FOR_LOCK[command], ...args]);
    io.signal.throwIfAborted();
    if (ended === undefined) throw errors.guardProgramMissing({ program: command });
    return ended;
}
