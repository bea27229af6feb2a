import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../../../..");

/** Folder of the provider's plugin. */
export const PLUGIN = join(ROOT, "bin");

/** Folder of a plugin whose provider runs in a process of the test host. */
export const SHARED_PLUGIN = join(ROOT, "test/integration/host/plugin");

export interface Project {
    readonly name: string;
    /** Body of the program; by default the repository's own program. */
    readonly program: string | undefined;
    /** Name of an example below examples, instead of a program. */
    readonly example?: string | undefined;
    readonly plugin: string;
}

export async function writeProject(folder: string, project: Project): Promise<void> {
    if (project.example !== undefined) return writeExample(folder, project.example, project);
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), "{}");
    await writeFile(join(folder, "Pulumi.yaml"), await projectFile(project));
    await writeProgram(folder, project.program ?? `require("${ROOT}/dist/program.js");`);
}

export function writeProgram(folder: string, program: string): Promise<void> {
    const head = ["pulumi", "libvirt"].map((name) => `const ${name} = require("@pulumi/${name}");`);
    return writeFile(join(folder, "index.js"), [...head, program].join("\n"));
}

/** Plain JavaScript: Pulumi would load a TypeScript compiler in every run. */
const RUNTIME = { name: "nodejs", options: { typescript: false } };

/** The repository's own project under another name, or an empty one for a test's program. */
async function projectFile({ name, program, plugin }: Project): Promise<string> {
    const plugins = { providers: [{ name: "libvirt", path: plugin }] };
    if (program !== undefined) {
        return JSON.stringify({ name, runtime: RUNTIME, main: "index.js", plugins });
    }
    const own = await readFile(join(ROOT, "Pulumi.yaml"), "utf8");
    return renamed(own, name, plugin).replace(/^main: .*$/m, "main: index.js");
}

const renamed = (projectFile: string, name: string, plugin: string) =>
    projectFile
        .replace(/^name: .*$/m, `name: ${name}`)
        .replace(/^( +path:) (\S*bin)\b.*$/m, `$1 ${plugin}`);

/** Files that trying an example leaves in its folder. */
const LOCAL = /\/(images|results|node_modules|Pulumi\.[^/]+\.yaml)$/;

/** Copies an example as a user of the installed package has it. */
async function writeExample(folder: string, example: string, { name, plugin }: Project) {
    const filter = (source: string) => !LOCAL.test(source);
    await cp(join(ROOT, "examples", example), folder, { recursive: true, filter });
    const file = join(folder, "Pulumi.yaml");
    await writeFile(file, renamed(await readFile(file, "utf8"), name, plugin));
    await writeFile(join(folder, "package.json"), "{}");
    await mkdir(join(folder, "node_modules", ".bin"), { recursive: true });
    await symlink(join(ROOT, "bin", "xplab"), join(folder, "node_modules", ".bin", "xplab"));
    await symlink(ROOT, join(folder, "node_modules", "xplab"));
    for (const one of ["@pulumi", "typescript"]) {
        await symlink(join(ROOT, "node_modules", one), join(folder, "node_modules", one));
    }
}

/** Creates a folder with a plugin that runs the provider under a command. */
export async function writePluginUnder(command: string, folder: string): Promise<void> {
    const executable = "pulumi-resource-libvirt";
    const script = `#!/bin/sh\nexec ${command} "${join(PLUGIN, executable)}" "$@"\n`;
    await mkdir(folder);
    await writeFile(join(folder, executable), script, { mode: 0o755 });
}
