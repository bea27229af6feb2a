import { UserError } from "../errors";

const MOST = 20;

/** Refuses what the host does not have, with what it has instead. `choice` goes on to the names: "Set name to". */
export function notThere(what: string, choice: string, names: readonly string[]): UserError {
    const sorted = [...names].sort().map((name) => `"${name}"`);
    const [only, ...others] = sorted;
    const remedy =
        only === undefined
            ? "Make it first, or set the provider's uri to the host that has it."
            : others.length === 0
              ? `${choice} ${only}.`
              : `${choice} one of ${listOf(sorted)}.`;
    return new UserError(`${what} is not on the host.`, remedy);
}

const listOf = (names: readonly string[]) =>
    names.length <= MOST
        ? names.join(", ")
        : `${names.slice(0, MOST).join(", ")} (and ${names.length - MOST} more)`;
