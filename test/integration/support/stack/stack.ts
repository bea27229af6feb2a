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

export const VOLUME = "libvirt:index:Volume";

const RUNS_PROGRAM = ["up", "preview"];
const UP = ["up", "--yes", "--skip-preview"] as const;

export interface StackOptions {
    /** Name of the project, without this run's prefix. */
    readonly project: string;
    /** Body of the program; by default the repository's own program. */
    readonly program?: string;
    /** Name of an example below examples, instead of a program. */
    readonly example?: string;
    /** Its name, where the lab's own is the same for every user. Default: dev. */
    readonly stack?: string;
    /** Stack configuration: keys with their namespace; those of the project itself without. */
    readonly config?: Readonly<Record<string, unknown>>;
    /** Folder of the provider's plugin. */
    readonly plugin?: string;
    /**
     * Whether program and provider each run in a process of their own, as for users. Default: true for
     * examples, else false.
     */
    readonly hasOwnProcess?: boolean;
}

export interface RunOptions extends CommandOptions {
    /**
     * Whether the provider runs in a process of its own, which may be killed. Default: true when `onStart` is
     * given.
     */
    readonly hasOwnProvider?: boolean;
}

export interface Resource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A Pulumi stack with its own project, state and home, operated through the real command line. */
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

    /** Runs the command line to its end, whatever its exit code. */
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

    /** Runs the command line, which must succeed, and returns its output. */
    async succeed(...args: readonly string[]): Promise<string> {
        const { code, stdout, stderr } = await this.run(args);
        if (code === 0) return stdout;
        throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    }

    /** Runs an up that must fail, and returns its errors by resource. */
    async upErrors(...args: readonly string[]): Promise<Record<string, string[]>> {
        const { code, stdout } = await this.run([...UP, "--json", ...args]);
        if (code === 0) throw new Error("The up succeeded.");
        return errorsIn(stdout);
    }

    up = (...args: readonly string[]) => this.succeed(...UP, ...args);
    refresh = (...args: readonly string[]) =>
        this.succeed("refresh", "--yes", "--skip-preview", ...args);
    destroy = () => this.succeed("destroy", "--yes", "--skip-preview");

    /** The number of resources by the operation that a preview plans. */
    async preview(): Promise<Record<string, number>> {
        const summary = JSON.parse(await this.succeed("preview", "--json")) as {
            changeSummary: Record<string, number>; // the CLI's documented form
        };
        return summary.changeSummary;
    }

    /** Everything in the state, with secrets as they are stored. */
    async resources(): Promise<Resource[]> {
        const state = JSON.parse(await this.stateText()) as {
            checkpoint: { latest: { resources?: Resource[] } }; // the file backend's form
        };
        return state.checkpoint.latest.resources ?? [];
    }

    /** The resource with a logical name, of any type by default; undefined when the state has none. */
    async find(name: string, type?: string): Promise<Resource | undefined> {
        return (await this.resources()).find(
            (one) => one.urn.endsWith(`::${name}`) && (type === undefined || one.type === type),
        );
    }

    async urnOf(name: string): Promise<string> {
        return (await this.#found(name)).urn;
    }

    /** The path of a volume's file. */
    async pathOf(volume: string): Promise<string> {
        return String((await this.#found(volume, VOLUME)).outputs?.["path"]);
    }

    async #found(name: string, type?: string): Promise<Resource> {
        const found = await this.find(name, type);
        if (found === undefined) throw new Error(`The state has no resource "${name}".`);
        return found;
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

    /** Processes of this stack. */
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

    /** Destroys the resources and forgets the stack. */
    async dispose(): Promise<void> {
        await this.destroy();
        await (await this.#programHost)?.end();
        await rm(this.folder, { recursive: true });
    }

    /** The user's own Pulumi, with its stacks and logins, is not involved. */
    get variables(): NodeJS.ProcessEnv {
        const own = Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_"));
        return {
            ...Object.fromEntries(own),
            // With metadata, Pulumi keeps attributes in a second file. A kill can leave that empty, and then
            // no command can read the stack ("failed to load checkpoint: EOF").
            PULUMI_BACKEND_URL: `file://${this.#path("state")}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE: "of no use elsewhere",
            PULUMI_HOME: this.home,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // Its runs are short: memory is cheaper than garbage collection.
            GOGC: "400",
            NODE_OPTIONS: `--require "${LAZY_MODULES}"`,
        };
    }

    /** A program without special needs runs in a process that has run one before, which is twice as fast. */
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
