import { readFileSync } from "node:fs";
import { guardStepFailed } from "../../../errors";
import { runProgram } from "../../../process/runProgram";
import { findExecutable } from "../../../process/findExecutable";
import type { HostIo } from "../../host/hostGuard";

/** Runs a program of the host's as a step of a repair; throws what it says when it fails. */
export async function mustRun(
    step: string,
    [program = "", ...words]: readonly string[],
    { environment: env, signal }: HostIo,
): Promise<string> {
    const path = findExecutable(program, env);
    const ended = path === undefined ? undefined : await runProgram(path, words, { env, signal });
    if (ended === undefined) throw guardStepFailed({ step, says: `${program} is not installed` });
    if (ended.code !== 0)
        throw guardStepFailed({
            step,
            says: firstLine(ended.stderr) || `it ended with ${ended.code}`,
        });
    return ended.stdout;
}

/** The same with a text as its input. */
export async function mustTake(
    step: string,
    [program = "", ...words]: readonly string[],
    input: string,
    { environment: env }: HostIo,
): Promise<void> {
    const path = findExecutable(program, env);
    if (path === undefined) throw guardStepFailed({ step, says: `${program} is not installed` });
    const ended = await runProgram(path, words, { env, input });
    if (ended?.code !== 0) throw guardStepFailed({ step, says: firstLine(ended?.stderr ?? "") });
}

const firstLine = (text: string) => text.trim().split("\n")[0]?.replace(/\.$/, "") ?? "";

/** Those that keep rules, as one daemon or as several. */
const DAEMONS = ["libvirtd", "virtnetworkd", "virtnwfilterd"] as const;

/** The kernel keeps no more of a process's name. */
const COMM_LENGTH = 15;

/** Has libvirt bring its rules back; gives the names of the daemons that were told. */
export function reloadDaemons(): string[] {
    const running = DAEMONS.flatMap((name) => {
        const pid = Number(textOf(`/run/${name}.pid`));
        return pid > 0 && textOf(`/proc/${pid}/comm`).trim() === name.slice(0, COMM_LENGTH)
            ? [{ name, pid }]
            : [];
    });
    if (running.length === 0)
        throw guardStepFailed({
            step: "reload libvirt",
            says: `no process of ${DAEMONS.join(", ")} has its number in /run`,
        });
    for (const { pid } of running) process.kill(pid, "SIGHUP");
    return running.map(({ name }) => name);
}

export function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return ""; // not there, which is what is asked
    }
}
