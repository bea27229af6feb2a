import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, type CommandOptions, type Outcome } from "../host/command";
import { errorsIn } from "./diagnostics";
import { testName } from "../host/names";
import { kill, processes } from "../host/processes";
import { ProgramHost } from "./programHost";
import { PLUGIN, SHARED_PLUGIN, writeProgram, writeProject } from "./project";

const LAZY_MODULES = join(__dirname, "lazyModules.cjs");

const RUNS_PROGRAM = ["up", "preview"];
const UP = ["up", "--yes", "--skip-preview"] as const;

export interface StackOptions {
    /** Name of the project, without this run's prefix. */
    readonly project: string;
    /** Body of the program; without it, the repository's own one. */
    readonly program?: string;
    /** Folder below examples whose project it is, instead of a program. */
    readonly example?: string;
    /** Its name, where a lab's own is the same for everybody. Default: dev. */
    readonly stack?: string;
    /** Stack configuration: keys with their namespace; those of the project itself without. */
    readonly config?: Readonly<Record<string, unknown>>;
    /** Folder of the provider's plugin. */
    readonly plugin?: string;
    /** Whether program and provider have a process of their own in each run, as a user's have. Default: false, but for examples. */
    readonly hasOwnProcess?: boolean;
}

export interface RunOptions extends CommandOptions {
    /** Whether the provider has a process of its own, which may be killed. Default: whether the command line's is asked for. */
    readonly hasOwnProvider?: boolean;
}

export interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A Pulumi stack with a project, a state and a home of its own, driven by the real command line. */
export class Stack {
    readonly project: string;
    readonly folder: string;
    readonly home: string;
    readonly #name: string;
    readonly #hasOwnProcess: boolean;
    #salt = "";
    #programHost: Promise<ProgramHost> | undefined;

    private constructor(project: string, name: string, folder: string, hasOwnProcess: boolean) {
        this.project = project;
        this.#name = name;
        this.#hasOwnProcess = hasOwnProcess;
        this.folder = folder;
        this.home = join(folder, "home");
    }

    static async create({
        project,
        program,
        example,
        stack: stackName = "dev",
        config = {},
        hasOwnProcess = example !== undefined,
        plugin = hasOwnProcess ? PLUGIN : SHARED_PLUGIN,
    }: StackOptions): Promise<Stack> {
        const name = testName(project);
        const folder = await mkdtemp(join(tmpdir(), `${name}-`));
        const stack = new Stack(name, stackName, folder, hasOwnProcess);
        await Promise.all(["state", "home", "project"].map((part) => mkdir(stack.#path(part))));
        await writeProject(stack.#path("project"), { name, program, example, plugin });
        await stack.succeed("stack", "init", stackName);
        const settings = await readFile(stack.#settings, "utf8");
        stack.#salt = settings.replace("encryptionsalt: ", "").trim();
        await stack.configure(config);
        return stack;
    }

    setProgram = (program: string) => writeProgram(this.#path("project"), program);

    /** Replaces the stack's configuration. */
    async configure(config: Readonly<Record<string, unknown>>): Promise<void> {
        const entries = Object.entries(config).map(([key, value]) => {
            const full = key.includes(":") ? key : `${this.project}:${key}`;
            return [full, value] as const;
        });
        const text = JSON.stringify({
            encryptionsalt: this.#salt,
            config: Object.fromEntries(entries),
        });
        await writeFile(this.#settings, text);
    }

    /** Runs the command line to its end, whatever that is. */
    async run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
        const allArgs = [...args, ...(await this.#client(args, options))];
        const { hasOwnProvider = options.onStart !== undefined, ...others } = options;
        const { env = this.variables } = options;
        return run("pulumi", [...allArgs, "--non-interactive", "--color", "never"], {
            cwd: this.#path("project"),
            ...others,
            env: hasOwnProvider ? { ...env, XPLAB_TEST_PROVIDERS: undefined } : env,
        });
    }

    /** Runs the command line, which must succeed, and gives what it printed. */
    async succeed(...args: readonly string[]): Promise<string> {
        const { code, stdout, stderr } = await this.run(args);
        if (code === 0) return stdout;
        throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    }

    /** Runs an up that must fail, and gives what it calls errors, by resource. */
    async upErrors(...args: readonly string[]): Promise<Record<string, string[]>> {
        const { code, stdout } = await this.run([...UP, "--json", ...args]);
        if (code === 0) throw new Error("The up succeeded.");
        return errorsIn(stdout);
    }

    up = (...args: readonly string[]) => this.succeed(...UP, ...args);
    refresh = (...args: readonly string[]) =>
        this.succeed("refresh", "--yes", "--skip-preview", ...args);
    destroy = () => this.succeed("destroy", "--yes", "--skip-preview");

    /** How many resources a preview would treat in which way. */
    async preview(): Promise<Record<string, number>> {
        const summary = JSON.parse(await this.succeed("preview", "--json")) as {
            changeSummary: Record<string, number>; // the CLI's documented form
        };
        return summary.changeSummary;
    }

    /** Everything in the state, secrets as they are stored. */
    async resources(): Promise<Resource[]> {
        const state = JSON.parse(await this.stateText()) as {
            checkpoint: { latest: { resources?: Resource[] } }; // the file backend's form
        };
        return state.checkpoint.latest.resources ?? [];
    }

    async resource(type: string): Promise<Resource> {
        const found = (await this.resources()).find((one) => one.type === type);
        if (found === undefined) throw new Error(`The state has no ${type}.`);
        return found;
    }

    stateText(): Promise<string> {
        return readFile(
            this.#path(`state/.pulumi/stacks/${this.project}/${this.#name}.json`),
            "utf8",
        );
    }

    /** Processes that work for this stack. */
    processes(name: string) {
        const home = `PULUMI_HOME=${this.home}`;
        return processes().filter(
            ({ command, environment }) =>
                environment.includes(home) && command.some((word) => word.endsWith(name)),
        );
    }

    /** Ends the language host of a killed command line, which never notices. */
    endLanguageHosts(): void {
        kill(this.processes("pulumi-language-nodejs"));
    }

    /** Takes down what stands and forgets the stack. */
    async dispose(): Promise<void> {
        await this.destroy();
        await (await this.#programHost)?.end();
        await rm(this.folder, { recursive: true });
    }

    /** The user's own Pulumi, with its stacks and logins, stays out of it. */
    get variables(): NodeJS.ProcessEnv {
        const own = Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_"));
        return {
            ...Object.fromEntries(own),
            // Of the attributes that Pulumi would keep in a file of their own, a kill can leave an empty one, and
            // no command reads the stack again ("failed to load checkpoint: EOF").
            PULUMI_BACKEND_URL: `file://${this.#path("state")}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE: "of no use elsewhere",
            PULUMI_HOME: this.home,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // Its runs are short: memory is cheaper than collecting what they leave.
            GOGC: "400",
            NODE_OPTIONS: `--require "${LAZY_MODULES}"`,
        };
    }

    /** A program that needs nothing of its own is run where one was run before: that is twice as fast. */
    async #client([command = ""]: readonly string[], { env, uid }: CommandOptions) {
        const isOwn = this.#hasOwnProcess || env !== undefined || uid !== undefined;
        if (isOwn || !RUNS_PROGRAM.includes(command)) return [];
        this.#programHost ??= ProgramHost.start(this.#path("project"), this.variables);
        return [(await this.#programHost).flag];
    }

    get #settings(): string {
        return this.#path(`project/Pulumi.${this.#name}.yaml`);
    }

    #path(name: string): string {
        return join(this.folder, name);
    }
}
