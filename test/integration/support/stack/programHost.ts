import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../../../..");

/** A process that runs the programs of one stack for the Pulumi command line. */
export class ProgramHost {
    readonly #process: ChildProcess;
    /** The option that passes it to the command line. */
    readonly flag: string;

    private constructor(child: ChildProcess, port: string) {
        this.#process = child;
        this.flag = `--client=127.0.0.1:${port}`;
    }

    /** @param folder The project's folder. */
    static async start(folder: string, env: NodeJS.ProcessEnv): Promise<ProgramHost> {
        const script = join(__dirname, "runPrograms.cjs");
        const child = spawn("node", [script, join(folder, "index.js"), ROOT], {
            cwd: folder,
            env,
            stdio: ["pipe", "pipe", "inherit"],
        });
        const [port] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
        return new ProgramHost(child, port.trim());
    }

    async end(): Promise<void> {
        const ended = once(this.#process, "exit");
        this.#process.stdin?.end();
        await ended;
    }
}
