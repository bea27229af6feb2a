import { exitCodes, guardNeedsRoot } from "../../../errors";
import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { paint, type Style } from "../../output/paint";
import { columns } from "../../output/table";
import { guardHost, type Fate, type Guarded } from "../../host/hostGuard";

export interface GuardOptions {
    readonly check?: boolean;
    readonly remove?: boolean;
    /** Repairs what audit finds of the firewall, once. */
    readonly repair?: boolean;
    /** Repairs it whenever it is lost. */
    readonly watch?: boolean;
    readonly install?: boolean;
    readonly uninstall?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

/** Shuts the taps of guests to the host itself, or opens them again, and gives the exit code. */
export async function guard(io: Io, options: GuardOptions): Promise<number> {
    const { check = false, remove = false, json = false } = options;
    const uri = hostUri(options.uri, io.environment);
    if (options.watch === true || options.repair === true) {
        if (process.getuid?.() !== 0) throw guardNeedsRoot();
        const { repairOnce, watch } = await import("./watch.js");
        return options.watch === true ? watch(io, { uri, json }) : repairOnce(io, { uri, json });
    }
    if (options.install === true || options.uninstall === true) {
        const { installUnit, removeUnit } = await import("./unit.js");
        await (options.install === true ? installUnit(io, uri) : removeUnit(io));
        return exitCodes.done;
    }
    const rules = await guardHost(check ? "check" : remove ? "remove" : "set", io);
    io.out.write(json ? `${JSON.stringify({ rules })}\n` : table(io, rules));
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

const table = ({ out }: Io, rules: readonly Guarded[]) =>
    columns(
        out,
        [],
        rules.map(({ rule, fate }) => [paint(out, STYLES[fate], fate), rule]),
    );
