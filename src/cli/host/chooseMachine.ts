import { machineAmbiguous, machineUnknown, nearest } from "../../errors";
import type { Machine } from "./machine";

/** The one machine that a user means by its name, by `stack/machine`, or by its domain's name. */
export function chooseMachine(name: string, all: readonly Machine[], uri: string): Machine {
    const machines = all.filter(({ isOurs }) => isOurs);
    const exact = machines.find(({ domain }) => domain === name);
    if (exact !== undefined) return exact;
    const [found, ...others] = machines.filter((one) => namesOf(one).includes(name));
    if (found === undefined) {
        const known = machines.map(({ machine }) => machine);
        const allNames = machines.flatMap((one) => [...namesOf(one), one.domain]);
        throw machineUnknown({ name, uri, known, nearest: nearest(name, allNames) });
    }
    if (others.length === 0) return found;
    throw machineAmbiguous({ name, candidates: distinctNames([found, ...others]) });
}

const namesOf = ({ machine, stack }: Machine) => [machine, `${stack ?? ""}/${machine}`];

/** The shortest form in which every one of them has a name of its own. */
function distinctNames(machines: readonly Machine[]): string[] {
    const byStack = machines.map((one) => namesOf(one)[1] ?? one.domain);
    return new Set(byStack).size === byStack.length
        ? byStack
        : machines.map(({ domain }) => domain);
}
