import { guardStepFailed } from "../../../errors";
import { findExecutable } from "../../../process/findExecutable";
import { runProgram } from "../../../process/runProgram";
import { firstLineOf, runHostProgram, type HostIo } from "../../host/hostProgram";
import { readText } from "../../host/localFiles";

/** Runs a program of the host as a step of a repair and returns its output; throws its message when it fails. */
export async function mustRun(
    step: string,
    [program = "", ...args]: readonly string[],
    io: HostIo,
): Promise<string> {
    const ended = await runHostProgram(io, program, args);
    if (ended === undefined) throw notInstalled(step, program);
    if (ended.code !== 0) {
        const says = firstLineOf(ended.stderr) || `it ended with ${ended.code}`;
        throw guardStepFailed({ step, says });
    }
    return ended.stdout;
}

/** The same with input for the program. */
export async function mustRunWithInput(
    step: string,
    [program = "", ...args]: readonly string[],
    input: string,
    { environment: env }: HostIo,
): Promise<void> {
    const path = findExecutable(program, env);
    if (path === undefined) throw notInstalled(step, program);
    const ended = await runProgram(path, args, { env, input });
    if (ended?.code !== 0) throw guardStepFailed({ step, says: firstLineOf(ended?.stderr ?? "") });
}

const notInstalled = (step: string, program: string) =>
    guardStepFailed({ step, says: `${program} is not installed` });

/** The daemons that keep firewall rules: one monolithic, or several modular ones. */
const DAEMONS = ["libvirtd", "virtnetworkd", "virtnwfilterd"] as const;

/** The kernel keeps no more of a process's name: proc_pid_comm(5). */
const COMM_LENGTH = 15;

/** Makes libvirt restore its rules; returns the names of the daemons that were signalled. */
export function reloadDaemons(): string[] {
    const running = DAEMONS.flatMap((name) => {
        const pid = Number(readText(`/run/${name}.pid`) ?? "");
        const comm = pid > 0 ? readText(`/proc/${pid}/comm`)?.trim() : undefined;
        return comm === name.slice(0, COMM_LENGTH) ? [{ name, pid }] : [];
    });
    if (running.length === 0) {
        throw guardStepFailed({
            step: "reload libvirt",
            says: `none of ${DAEMONS.join(", ")} runs with a pid file in /run`,
        });
    }
    for (const { pid } of running) process.kill(pid, "SIGHUP");
    return running.map(({ name }) => name);
}
