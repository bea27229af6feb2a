import type { Manifest } from "../../ownPackage";

/** What the files of a project are written from. */
export interface ProjectRequest {
    readonly name: string;
    /** Absolute path; without it the user sets it later. */
    readonly image?: string | undefined;
    /** The ready-made program and configuration, instead of a program of the user's own. */
    readonly configOnly: boolean;
}

/** Files of xplab's own that projects are made from. */
export interface Templates {
    /** Pulumi.yaml of the ready-made lab. */
    readonly readyMade: string;
    /** What editors are told of its configuration. */
    readonly schema: string;
    readonly pulumi: string;
    readonly program: string;
    readonly tsconfig: string;
}

/** Folder in the project for a copy of xplab that no registry has. */
export const VENDOR = "vendor";

const SCHEMA = "config.schema.json";

/** Name of the project that the ready-made lab is in. */
const READY_MADE = "xp-lab";

/** The files of a project by their names. */
export function projectFiles(
    { name, image, configOnly }: ProjectRequest,
    templates: Templates,
    manifest: Manifest,
): Record<string, string> {
    const program = { "index.ts": templates.program, "tsconfig.json": templates.tsconfig };
    const schema = { [SCHEMA]: templates.schema.replaceAll(READY_MADE, name) };
    const comment = configOnly ? `# yaml-language-server: $schema=${SCHEMA}\n` : "";
    const setting = `${comment}config:\n    ${name}:image: ${JSON.stringify(image)}\n`;
    return {
        "Pulumi.yaml": pulumiYaml(name, configOnly ? templates.readyMade : templates.pulumi),
        "package.json": packageJson(name, manifest, configOnly),
        // What guests have written is data, never part of a repository.
        ".gitignore": "node_modules/\nresults/\n",
        ...(configOnly ? schema : program),
        // Of a file without a setting "pulumi stack init" keeps nothing.
        ...(image === undefined ? {} : { "Pulumi.dev.yaml": setting }),
    };
}

/** The project's own name, and what is xplab's below node_modules. */
const pulumiYaml = (name: string, template: string) =>
    template
        .replace(/^name: .*$/m, `name: ${name}`)
        .replace(/^main: dist\//m, "main: node_modules/xplab/dist/")
        .replace(/^( +path:) bin\b/m, "$1 node_modules/xplab/bin");

function packageJson(name: string, manifest: Manifest, configOnly: boolean): string {
    const { version, dependencies, devDependencies } = manifest;
    const pick = (from: Readonly<Record<string, string>>, ...names: readonly string[]) =>
        Object.fromEntries(names.map((one) => [one, from[one]]));
    const own = {
        name,
        private: true,
        ...(configOnly ? {} : { scripts: { check: "tsc" } }),
        dependencies: {
            ...pick(dependencies, "@pulumi/pulumi"),
            xplab: isPublished(manifest) ? version : `file:${VENDOR}/xplab-${version}.tgz`,
        },
        ...(configOnly
            ? {}
            : { devDependencies: pick(devDependencies, "@types/node", "typescript") }),
    };
    return `${JSON.stringify(own, undefined, 2)}\n`;
}

/** npm publishes nothing that is private. */
export const isPublished = (manifest: Manifest) => manifest.private !== true;
