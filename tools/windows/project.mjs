// @ts-check
import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { run } from "../lab/command.mjs";
import { rootFolder } from "../lab/folders.mjs";
import { endWithUs } from "../lab/interruption.mjs";
import { Problem } from "../lab/problem.mjs";
import {
    claimsOf,
    commands,
    jobFile,
    mediaFiles,
    readyFile,
    readyText,
    timeZone,
} from "./claims.mjs";

/** @import { Options } from "./options.mjs" */

export const projectName = "xplab-windows";
export const stackName = "check";

/** The program: the installation, and the lab of one stage. */
const program = `
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { Lab, UnattendedInstall } = require(${JSON.stringify(join(rootFolder, "dist"))});
const libvirt = require(${JSON.stringify(join(rootFolder, "dist/libvirtSdk.js"))});
const { install, readyText } = JSON.parse(fs.readFileSync("settings.json", "utf8"));
const config = new pulumi.Config();
const providers = [new libvirt.Provider("libvirt", { uri: "qemu:///system" })];
const xp = new UnattendedInstall("xp", { ...install, productKey: config.requireSecret("productKey") }, { providers });
const stage = config.get("stage");
const lab = (name, machines) => new Lab(name, {
    image: xp.volume,
    edition: xp.edition,
    networks: { lan: { reach: "dhcp" } },
    machines,
}, { providers });
const { memoryMiB } = install;
if (stage === "job") {
    const results = { folder: "results", sizeMiB: 64 };
    lab("windows-job", { probe: { memoryMiB, media: { folder: "job" }, results } });
}
if (stage === "clean") {
    const readyWhen = { serialText: readyText, settleSeconds: 5, timeoutSeconds: 900 };
    lab("windows-clean", { patient: { memoryMiB, media: { folder: "ready" }, cleanState: { readyWhen } } });
}
`;

/** A Pulumi project in a folder of its own, with its own state, passphrase and CLI settings. */
export class Project {
    /**
     * @param {string} folder
     * @param {string} cliFolder of the Pulumi CLI
     */
    constructor(folder, cliFolder) {
        this.folder = folder;
        this.executable = join(cliFolder, "pulumi");
        this.env = {
            ...process.env,
            PATH: `${cliFolder}:${process.env.PATH}`,
            PULUMI_BACKEND_URL: `file://${this.path("state")}?metadata=skip`,
            PULUMI_CONFIG_PASSPHRASE_FILE: this.path("passphrase"),
            PULUMI_CONFIG_PASSPHRASE: undefined,
            PULUMI_HOME: this.path("home"),
            PULUMI_STACK: undefined,
            PULUMI_SKIP_UPDATE_CHECK: "true",
        };
    }

    /** @param {string[]} parts */
    path(...parts) {
        return join(this.folder, ...parts);
    }

    get exists() {
        return existsSync(this.path("state/.pulumi/stacks", projectName, `${stackName}.json`));
    }

    /**
     * Writes what is missing; a second run finds the rest.
     * @param {Options} options
     */
    async prepare({ iso, edition, memoryMiB, minutes }) {
        await mkdir(this.path("state"), { recursive: true, mode: 0o700 });
        if (!existsSync(this.path("passphrase"))) {
            const passphrase = randomBytes(32).toString("base64url");
            await writeFile(this.path("passphrase"), passphrase, { mode: 0o600, flag: "wx" });
        }
        const install = {
            ...{ iso, edition, memoryMiB, timeoutMinutes: minutes, timeZone, commands },
            media: { folder: "media", driverFolders: ["drivers"] },
        };
        const settings = `${JSON.stringify({ install, readyText }, undefined, 4)}\n`;
        const old = await readFile(this.path("settings.json"), "utf8").catch(() => settings);
        if (this.exists && old !== settings) {
            throw new Problem(
                `"${this.folder}" holds the check of another CD, or with other options.`,
                "Finish it with the same options, or remove it first: npm run windows -- --remove",
            );
        }
        const plugins = { providers: [{ name: "libvirt", path: join(rootFolder, "bin") }] };
        const runtime = { name: "nodejs", options: { typescript: false } };
        const claims = claimsOf(/** @type {import("./claims.mjs").Edition} */ (edition));
        await this.#write({
            "Pulumi.yaml": JSON.stringify({
                name: projectName,
                runtime,
                main: "index.js",
                plugins,
            }),
            "package.json": "{}",
            "index.js": program,
            "settings.json": settings,
            "job/run.cmd": jobFile(claims),
            "ready/run.cmd": readyFile,
            ...Object.fromEntries(
                Object.entries(mediaFiles).map(([name, text]) => [`media/${name}`, text]),
            ),
        });
        if (!existsSync(this.path("node_modules"))) {
            await symlink(join(rootFolder, "node_modules"), this.path("node_modules"));
        }
        if (!this.exists) await this.run(["stack", "init", stackName]);
    }

    /** @param {Readonly<Record<string, string>>} files */
    async #write(files) {
        for (const [name, text] of Object.entries(files)) {
            await mkdir(dirname(this.path(name)), { recursive: true });
            await writeFile(this.path(name), text);
        }
    }

    /** @param {string} key */
    async setProductKey(key) {
        const words = ["config", "set", "--secret", "productKey", "--non-interactive"];
        const child = spawn(this.executable, words, {
            cwd: this.folder,
            env: this.env,
            stdio: ["pipe", "ignore", "inherit"],
        });
        endWithUs(child);
        child.stdin.end(key);
        const code = await new Promise((resolve) => child.once("close", resolve));
        if (code !== 0) {
            throw new Problem(
                "Pulumi did not store the product key.",
                "See above, and run it again.",
            );
        }
    }

    async hasProductKey() {
        const text = await readFile(this.path(`Pulumi.${stackName}.yaml`), "utf8").catch(() => "");
        return text.includes("productKey");
    }

    /**
     * @param {readonly string[]} words
     * @param {(line: string) => void} [onLine]
     */
    run(words, onLine) {
        return run(this.executable, [...words, "--non-interactive", "--color", "never"], {
            cwd: this.folder,
            env: this.env,
            ...(onLine && { onLine }),
            remedy: "Fix what is said above, and run the same command again: it continues where it stopped.",
        });
    }

    /** The xplab command. @param {readonly string[]} words */
    xplab(words) {
        return run(join(rootFolder, "bin/xplab"), words, { cwd: this.folder, env: this.env });
    }

    /**
     * Makes what a stage needs, and removes what another one has left.
     * @param {string} stage
     * @param {(line: string) => void} [onLine]
     */
    async up(stage, onLine) {
        await this.run(["config", "set", "stage", stage]);
        return this.run(["up", "--yes", "--skip-preview"], onLine);
    }

    /** Removes everything, the stored key too. */
    async remove() {
        if (this.exists) await this.run(["destroy", "--yes", "--skip-preview"]);
        await rm(this.folder, { recursive: true, force: true });
    }

    /** What earlier runs have seen. @returns {Promise<Progress>} */
    async progress() {
        const text = await readFile(this.path("progress.json"), "utf8").catch(() => "{}");
        return JSON.parse(text);
    }

    /** @param {Progress} progress */
    async store(progress) {
        await writeFile(this.path("progress.json.part"), JSON.stringify(progress));
        await rename(this.path("progress.json.part"), this.path("progress.json"));
    }
}

/**
 * @typedef {object} Seen
 * @property {string} says
 * @property {string} where
 * @property {string} proof
 * @property {"seen" | "differs" | "not answered"} outcome
 * @property {string} [answer]
 */
/** @typedef {{ seconds: number, claims: Seen[], system?: string, phases?: [string, number][], secrets?: string[] }} StageResult */
/** @typedef {Record<string, StageResult>} Progress */
