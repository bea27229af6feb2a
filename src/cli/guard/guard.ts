import { exitCodes } from "../../errors";
import type { Io } from "../io";
import { paint, type Style } from "../paint";
import { columns } from "../table";
import { guardHost, type Fate, type Guarded } from "./hostGuard";

export interface GuardOptions {
    readonly check?: boolean;
    readonly remove?: boolean;
    readonly json?: boolean;
}

/** Shuts the taps of guests to the host itself, or opens them again, and gives the exit code. */
export async function guard(
    io: Io,
    { check = false, remove = false, json = false }: GuardOptions,
): Promise<number> {
    const rules = await guardHost(check ? "check" : remove ? "remove" : "set", io);
    io.out.write(json ? `${JSON.stringify({ rules })}\n` : table(io, rules));
    const isOpen = rules.some(({ fate }) => fate === "missing");
    return check && isOpen ? exitCodes.failed : exitCodes.done;
}

const STYLES: Readonly<Record<Fate, Style>> = {
    there: "green",
    added: "green",
    removed: "yellow",
    missing: "yellow",
};

const table = ({ out }: Io, rules: readonly Guarded[]) =>
    columns(
        out,
        [],
        rules.map(({ rule, fate }) => [paint(out, STYLES[fate], fate), rule]),
    );
