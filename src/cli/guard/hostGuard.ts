import * as errors from "../../errors";
import { guardLine, guardWords, TAP_GUARD, type GuardRule } from "../../xp/tapGuard";
import { runProgram, type Ended } from "../childProcess";
import { findExecutable } from "../executables";
import type { Io } from "../io";

/** What has become of a rule, or what it is when nothing is to be changed. */
export type Fate = "there" | "missing" | "added" | "removed";

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

/** How many rules of the guard are missing; undefined where that cannot be seen. */
export async function missingGuards(io: HostIo): Promise<number | undefined> {
    try {
        const guarded = await guardHost("check", io);
        return guarded.filter(({ fate }) => fate === "missing").length;
    } catch (error) {
        if (error instanceof errors.UserError) return undefined;
        throw error;
    }
}

type HostIo = Pick<Io, "environment" | "signal">;

async function guardOne(rule: GuardRule, intent: Intent, io: HostIo): Promise<Fate> {
    const isThere = await has(rule, io);
    if (intent === "check" || (intent === "set") === isThere) return isThere ? "there" : "missing";
    if (intent === "set") {
        await must(rule, "-I", io);
        return "added";
    }
    // Somebody may have set it twice.
    do await must(rule, "-D", io);
    while (await has(rule, io));
    return "removed";
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

async function attempt(
    rule: GuardRule,
    action: "-C" | "-I" | "-D",
    { environment: env, signal }: HostIo,
): Promise<Ended> {
    const program = findExecutable(rule.command, env);
    const words = [...PATIENCE[rule.command], ...guardWords(rule, action)];
    const ended = program && (await runProgram(program, words, { env, signal }));
    signal.throwIfAborted();
    if (!ended) throw errors.guardProgramMissing({ program: rule.command });
    return ended;
}
