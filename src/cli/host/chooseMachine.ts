import { machineAmbiguous, machineUnknown, nearest } from "../../errors";
import type { Machine } from "./machine";

/** The machine with this name, `stack/machine` or domain name; an error when none or several match. */
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

/** The shortest form that tells these machines apart. */
function distinctNames(machines: readonly Machine[]): string[] {
    const byStack = machines.map((one) => namesOf(one)[1] ?? one.domain);
    return new Set(byStack).size === byStack.length
        ? byStack
        : machines.map(({ domain }) => domain);
}
