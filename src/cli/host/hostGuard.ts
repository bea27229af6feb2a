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
import { runProgram, type Ended } from "./childProcess";
import { findExecutable } from "./executables";
import type { Io } from "../output/io";

/**
 * What has become of a rule, or what it is when nothing is to be changed. "behind": another rule accepts before it is
 * asked; "moved": it was behind, and is the first one.
 */
export type Fate = "there" | "missing" | "behind" | "added" | "moved" | "removed";

export interface Guarded {
    /** As it is typed. */
    readonly rule: string;
    readonly fate: Fate;
}

export type Intent = "check" | "set" | "remove";

/** Looks at this machine's firewall, and brings the guard of taps there or away. */
export async function guardHost(intent: Intent, io: HostIo): Promise<Guarded[]> {
    const guarded: Guarded[] = [];
    for (const rule of TAP_GUARD) {
        // One after the other: programs of one firewall wait for each other anyway.
        guarded.push({ rule: guardLine(rule), fate: await guardOne(rule, intent, io) });
    }
    return guarded;
}

/** How many rules of the guard are missing or behind; undefined where that cannot be seen. */
export async function missingGuards(io: HostIo): Promise<number | undefined> {
    try {
        const guarded = await guardHost("check", io);
        return guarded.filter(({ fate }) => fate !== "there").length;
    } catch (error) {
        if (error instanceof errors.UserError) return undefined;
        throw error;
    }
}

export type HostIo = Pick<Io, "environment" | "signal">;

async function guardOne(rule: GuardRule, intent: Intent, io: HostIo): Promise<Fate> {
    const state = !(await has(rule, io))
        ? "missing"
        : (await isFirst(rule, io))
          ? "there"
          : "behind";
    if (intent === "check") return state;
    if (intent === "set") {
        if (state === "there") return state;
        if (state === "behind") await removeAll(rule, io);
        await must(rule, "-I", io);
        return state === "behind" ? "moved" : "added";
    }
    if (state === "missing") return state;
    await removeAll(rule, io);
    return "removed";
}

/** Somebody may have set it twice. */
async function removeAll(rule: GuardRule, io: HostIo): Promise<void> {
    do await must(rule, "-D", io);
    while (await has(rule, io));
}

/** Whether nothing accepts before a rule is asked; taken for granted where the program cannot list its rules so. */
async function isFirst({ command, table, chain, way }: GuardRule, io: HostIo): Promise<boolean> {
    const ended = await runFirewall(command, [...tableWords(table), "-S"], io);
    if (ended.code !== 0) return true;
    const rules = readIptables(command, ended.stdout);
    const base = rules.bases.find((one) => one.chain === chain);
    if (base === undefined) return true;
    // A rule that refuses some of it alone is no end of the way.
    return passageOf(rules, base, way).accepting.length === 0 && !acceptsFirst(rules, chain, way);
}

/** What the programs end with when a rule is not there, and nothing else is wrong. */
const NOT_THERE = 1;

async function has(rule: GuardRule, io: HostIo): Promise<boolean> {
    const ended = await attempt(rule, "-C", io);
    if (ended.code !== 0 && ended.code !== NOT_THERE) throw failed(rule, "-C", ended);
    return ended.code === 0;
}

async function must(rule: GuardRule, action: "-I" | "-D", io: HostIo): Promise<void> {
    const ended = await attempt(rule, action, io);
    if (ended.code !== 0) throw failed(rule, action, ended);
}

function failed(rule: GuardRule, action: "-C" | "-I" | "-D", { stderr }: Ended) {
    if (process.getuid?.() !== 0) return errors.guardNeedsRoot();
    const [says = ""] = stderr.trim().split("\n");
    const command = guardLine(rule, action);
    return errors.guardFailed({ command, says: says.replace(/\.$/, "") });
}

/** Waits for others who change the firewall, where the program knows how to. */
const PATIENCE = { iptables: ["-w"], ip6tables: ["-w"], arptables: [] } as const;

const attempt = (rule: GuardRule, action: "-C" | "-I" | "-D", io: HostIo): Promise<Ended> =>
    runFirewall(rule.command, guardWords(rule, action), io);

async function runFirewall(
    command: GuardRule["command"],
    words: readonly string[],
    { environment: env, signal }: HostIo,
): Promise<Ended> {
    const program = findExecutable(command, env);
    const ended =
        program && (await runProgram(program, [...PATIENCE[command], ...words], { env, signal }));
    signal.throwIfAborted();
    if (!ended) throw errors.guardProgramMissing({ program: command });
    return ended;
}
