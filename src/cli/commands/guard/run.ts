import { exitCodes, guardNeedsRoot } from "../../../errors";
import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import type { Style } from "../../output/paint";
import { printResult } from "../../output/result";
import { table, type Row } from "../../output/table";
import { guardHost, type Fate, type GuardRuleState } from "../../host/hostGuard";

export interface GuardOptions {
    readonly check?: boolean;
    readonly remove?: boolean;
    /** Unplugs exposed guests, repairs the host's rules, and plugs in again; once. */
    readonly repair?: boolean;
    /** The same at every change. */
    readonly watch?: boolean;
    readonly install?: boolean;
    readonly uninstall?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

/** Runs the guard in the mode that the options choose, and returns the exit code. */
export async function guard(io: Io, options: GuardOptions): Promise<number> {
    const { watch = false, repair = false, json = false } = options;
    const { install = false, uninstall = false } = options;
    const uri = hostUri(options.uri, io.environment);
    if (watch || repair) {
        if (process.getuid?.() !== 0) throw guardNeedsRoot();
        const { repairOnce, watchHost } = await import("./watch.js");
        return watch ? watchHost(io, { uri, json }) : repairOnce(io, { uri, json });
    }
    if (install || uninstall) {
        const { installUnit, removeUnit } = await import("./unit.js");
        await (install ? installUnit(io, uri) : removeUnit(io));
        return exitCodes.done;
    }
    return guardTaps(io, options);
}

/** Checks, sets or removes the rules that block guest traffic to the host. */
async function guardTaps(
    io: Io,
    { check = false, remove = false, json = false }: GuardOptions,
): Promise<number> {
    const rules = await guardHost(check ? "check" : remove ? "remove" : "set", io);
    printResult(io, json, { rules }, table(io.out, rules.map(rowOf)));
    const isOpen = rules.some(({ fate }) => fate === "missing" || fate === "behind");
    return check && isOpen ? exitCodes.failed : exitCodes.done;
}

const STYLES: Readonly<Record<Fate, Style>> = {
    there: "green",
    added: "green",
    moved: "green",
    removed: "yellow",
    missing: "yellow",
    behind: "yellow",
};

const rowOf = ({ rule, fate }: GuardRuleState): Row => [{ text: fate, style: STYLES[fate] }, rule];
