import type { ShellCommand } from "../../documents/shellCommands";
import { run } from "../support/host/command";

export interface ShellOptions {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    /** Input for commands that ask, by command. */
    readonly answers?: Readonly<Record<string, string>>;
}

/** Runs commands in one shell up to the first that fails, as a user types them, and returns all output. */
export async function runInShell(
    commands: readonly ShellCommand[],
    { cwd, env, answers = {} }: ShellOptions,
): Promise<string> {
    const steps = commands.map(({ line, text }) => step(line, text, answers[text] ?? ""));
    const script = ["exec 2>&1", "set -o pipefail", ...steps].join("\n");
    const { code, stdout } = await run("bash", ["-c", script], { cwd, env });
    if (code === 0) return stdout;
    throw new Error(`The last of these commands ended with ${code}:\n${stdout}`);
}

/** In the shell itself, because it may change folder or variables. */
const step = (line: number, text: string, answer: string) =>
    [
        `printf '%s\\n' ${quoted(`line ${line}: $ ${text}`)}`,
        `{ ${text}`,
        `} <<'THE ANSWER' || exit`,
        answer,
        "THE ANSWER",
    ].join("\n");

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
