import { clockText, resetDomain, storedDefinition, type Reset } from "../../../cleanState/reset";
import { describe, exitCodes } from "../../../errors";
import type { Libvirt } from "../../../libvirt";
import { cleanMarkOf } from "../../../xml/domain/cleanMark";
import { chooseMachine } from "../../host/chooseMachine";
import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { listMachines } from "../../host/listMachines";
import { handleOf, type Machine } from "../../host/machine";
import { onHost } from "../../host/onHost";
import { withProgress } from "../../output/progress";
import { errorLine } from "../../output/report";
import { printJson } from "../../output/result";

export interface ResetOptions {
    readonly all?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

type Outcome = { readonly machine: string; readonly domain: string } & (
    Reset | { readonly error: { readonly code: string; readonly message: string } }
);

/** Resets machines to their clean states, all at once, and returns the exit code. */
export async function resetMachines(
    io: Io,
    names: readonly string[],
    { all = false, uri: option, json = false }: ResetOptions,
): Promise<number> {
    const uri = hostUri(option, io.environment);
    // Without the signal: a reset in progress must finish, or its guest would stay off.
    const outcomes = await onHost(uri, async (libvirt) => {
        const known = await listMachines(libvirt);
        const machines = all
            ? await withCleanState(libvirt, known)
            : unique(names.map((name) => chooseMachine(name, known, uri)));
        const title = machines.length === 1 ? "reset" : `reset of ${machines.length} machines`;
        return withProgress(io, title, () =>
            Promise.all(
                machines.map(async (machine) => {
                    const outcome = await reset(libvirt, machine, io);
                    if (!json) reportOutcome(outcome, io);
                    return outcome;
                }),
            ),
        );
    });
    if (json) printJson(io.out, { machines: outcomes });
    else if (outcomes.length === 0) io.out.write("No machine has a clean state.\n");
    return outcomes.some((outcome) => "error" in outcome) ? exitCodes.failed : exitCodes.done;
}

const unique = (machines: readonly Machine[]): Machine[] => [
    ...new Map(machines.map((machine) => [machine.uuid, machine])).values(),
];

async function withCleanState(libvirt: Libvirt, machines: readonly Machine[]): Promise<Machine[]> {
    const ours = machines.filter(({ isOurs }) => isOurs);
    const marks = await Promise.all(
        ours.map(async (machine) =>
            cleanMarkOf(await storedDefinition(libvirt, handleOf(machine))),
        ),
    );
    return ours.filter((_machine, index) => marks[index]?.state !== undefined);
}

async function reset(libvirt: Libvirt, machine: Machine, { signal }: Io): Promise<Outcome> {
    const { machine: name, domain } = machine;
    try {
        const options = { signal, say: () => undefined };
        return {
            machine: name,
            domain,
            ...(await resetDomain(libvirt, handleOf(machine), options)),
        };
    } catch (error) {
        if (signal.aborted) throw error;
        const { code, message } = describe(error);
        return { machine: name, domain, error: { code, message } };
    }
}

function reportOutcome(outcome: Outcome, { out, err }: Io): void {
    if ("error" in outcome) {
        err.write(errorLine(err, `${outcome.machine}: ${outcome.error.message}`));
        return;
    }
    const { machine, seconds } = outcome;
    out.write(
        `${machine}: back at its clean state in ${seconds.toFixed(1)} s, ${clockText(outcome)}\n`,
    );
}
