import { createHash } from "node:crypto";
import { access, constants, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { imageFileMissing } from "../../../errors";
import { runProgram } from "../../../process/runProgram";
import type { Io } from "../../output/io";
import { type Manifest, PACKAGE, readLockFile, readManifest } from "../../ownPackage";
import { withProgress } from "../../output/progress";
import { printResult } from "../../output/result";
import { reasonOf } from "../../output/systemError";
import { type Made, nextSteps, nextStepsText } from "./nextSteps";
import { npm } from "./npm";
import { isPublished, projectFiles, type Templates, VENDOR } from "./projectFiles";
import { projectLock, type ProjectManifest } from "./projectLock";
import { checkProjectName } from "./projectName";
import { inStaging } from "./staging";

export interface NewOptions {
    readonly name?: string;
    readonly image?: string;
    readonly configOnly?: boolean;
    readonly install: boolean;
    readonly json?: boolean;
}

/** Creates the folder of a project, completely or not at all, and prints the next steps. */
export async function newProject(io: Io, where: string, options: NewOptions): Promise<void> {
    const { configOnly = false, install, json = false } = options;
    const folder = resolve(where);
    const name = options.name ?? basename(folder);
    checkProjectName(name);
    const image = options.image === undefined ? undefined : await readableImage(options.image);
    const manifest = readManifest();
    const files = projectFiles({ name, image, configOnly }, await readTemplates(), manifest);
    await inStaging(folder, async (staging) => {
        for (const [file, text] of Object.entries(files)) {
            await writeFile(join(staging, file), text);
        }
        await provideXplab(io, staging, manifest);
        if (install) await installPackages(io, staging);
        io.signal.throwIfAborted();
    });
    const steps = nextSteps({
        folder: relative("", folder) || ".",
        hasImage: image !== undefined,
        isInstalled: install,
        pulumi: await pulumiState(io),
    });
    const next = steps.map(([command]) => command);
    const result = { name, folder, files: Object.keys(files), next };
    const text = `Created project "${name}" in ${folder}.\n\n${nextStepsText(io.out, steps)}`;
    printResult(io, json, result, text);
}

async function readableImage(image: string): Promise<string> {
    // Shells do not expand the ~ in --image=~/xp.qcow2.
    const file = image.startsWith("~/") ? join(homedir(), image.slice(2)) : resolve(image);
    try {
        await access(file, constants.R_OK);
        if (!(await stat(file)).isFile()) throw new Error("it is not a file");
        return file;
    } catch (error) {
        throw imageFileMissing({ file, why: reasonOf(error) }, { cause: error });
    }
}

async function readTemplates(): Promise<Templates> {
    const read = (file: string) => readFile(join(PACKAGE, file), "utf8");
    return {
        readyMade: await read("Pulumi.yaml"),
        schema: await read("config.schema.json"),
        pulumi: await read("templates/Pulumi.yaml"),
        program: await read("templates/index.ts"),
        tsconfig: await read("templates/tsconfig.json"),
    };
}

/** Packs an unpublished xplab into the project, so that `npm install` works wherever the project is cloned. */
async function provideXplab(io: Io, folder: string, manifest: Manifest): Promise<void> {
    if (isPublished(manifest)) return;
    await mkdir(join(folder, VENDOR));
    const args = ["pack", PACKAGE, "--pack-destination", VENDOR, "--ignore-scripts"];
    await npm(io, "packing xplab", folder, args);
    const path = `${VENDOR}/xplab-${manifest.version}.tgz`;
    const sha512 = createHash("sha512").update(await readFile(join(folder, path)));
    const vendored = { path, integrity: `sha512-${sha512.digest("base64")}` };
    const project = JSON.parse(
        await readFile(join(folder, "package.json"), "utf8"),
    ) as ProjectManifest; // written by projectFiles
    const lock = projectLock(project, vendored, manifest, readLockFile());
    await writeFile(join(folder, "package-lock.json"), lock);
}

const installPackages = (io: Io, folder: string) =>
    npm(io, "installing npm packages", folder, [
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]);

/** Offline, the CLI would wait long for its service; the project is complete by then. */
const WHOAMI_MILLISECONDS = 10_000;

async function pulumiState(io: Io): Promise<Made["pulumi"]> {
    const { environment: env, signal } = io;
    const asked = await withProgress(io, "asking Pulumi who you are", () =>
        runProgram("pulumi", ["whoami", "--non-interactive"], {
            env,
            signal: AbortSignal.any([signal, AbortSignal.timeout(WHOAMI_MILLISECONDS)]),
        }),
    );
    signal.throwIfAborted();
    if (asked === undefined) return "missing";
    return asked.code === 0 ? "ready" : "logged-out";
}
