import { copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { ROOT, type Document } from "../../documents/documents";
import type { ShellCommand } from "../../documents/shellCommands";
import { output } from "../support/host/command";
import { testInterface, testName } from "../support/host/names";
import { PLUGIN, writeProject } from "../support/stack/project";
import { runInShell } from "./runInShell";

/** The images that a reader of the documents has. */
const IMAGES = { qcow2: "qcow2", vmdk: "vmdk", vdi: "vdi", vhd: "vpc" };

/** Input for commands that ask, by command. */
const ANSWERS = { "pulumi config set --secret screenPassword": "retro" };

/** A user who has xplab and images, and follows the documents in a home of their own. */
export class Reader {
    readonly #home: string;
    readonly #bin: string;
    #pages = 0;

    private constructor(home: string) {
        this.#home = home;
        this.#bin = join(home, ".bin");
    }

    static async create(): Promise<Reader> {
        const reader = new Reader(await mkdtemp(join(tmpdir(), testName("reader-"))));
        await mkdir(reader.#bin);
        await symlink(join(ROOT, "bin/xplab"), join(reader.#bin, "xplab"));
        await mkdir(reader.#path(".state"));
        for (const [extension, format] of Object.entries(IMAGES)) {
            const image = reader.#path(`xp-sp3.${extension}`);
            await output("qemu-img", ["convert", "-O", format, standInImage, image]);
        }
        await copyFile(standInImage, reader.#path("xp-sp3-office.qcow2"));
        await output("qemu-img", ["resize", "-q", reader.#path("xp-sp3-office.qcow2"), "+1M"]);
        return reader;
    }

    /** Runs the commands of a document, which begins in a folder of its own. */
    async follow({ example }: Document, commands: readonly ShellCommand[]): Promise<string> {
        // A project's name has at most 30 characters, which the path of a page would not fit.
        const name = testName(example ?? `page${++this.#pages}`);
        const cwd = this.#path(name);
        await mkdir(cwd);
        const env = this.#variables;
        if (example !== undefined) {
            await writeProject(cwd, { name, example, program: undefined, plugin: PLUGIN });
            // Labs of examples have the same name for everybody. Names on the host contain both names, and are limited in length.
            env["PULUMI_STACK"] = testInterface("s");
        }
        const own = commands.map(({ line, text }) => ({ line, text: withNames(text, name, env) }));
        return runInShell(own, { cwd, env, answers: ANSWERS });
    }

    async dispose(): Promise<void> {
        await rm(this.#home, { recursive: true });
    }

    get #variables(): NodeJS.ProcessEnv {
        const own = Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_"));
        return {
            ...Object.fromEntries(own),
            HOME: this.#home,
            PATH: `${this.#bin}:${process.env["PATH"] ?? ""}`,
            // Its settings contain the registry, its cache what it need not download.
            npm_config_userconfig: join(homedir(), ".npmrc"),
            npm_config_cache: join(homedir(), ".npm"),
            PULUMI_BACKEND_URL: `file://${this.#path(".state")}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE: "of no use elsewhere",
            PULUMI_HOME: this.#path(".pulumi"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            // Instead of the reader's "yes".
            PULUMI_SKIP_CONFIRMATIONS: "true",
        };
    }

    #path(name: string): string {
        return join(this.#home, name);
    }
}

/** Replaces names that many readers share with names that nothing else on the host has. */
const withNames = (command: string, name: string, { PULUMI_STACK = "dev" }: NodeJS.ProcessEnv) =>
    command.replaceAll("mylab", name).replace("stack init dev", `stack init ${PULUMI_STACK}`);
