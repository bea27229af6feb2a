import type { Manifest } from "../../ownPackage";

/** The choices for a new project. */
export interface ProjectRequest {
    readonly name: string;
    /** Absolute path; undefined when the user sets it later. */
    readonly image?: string | undefined;
    /** The ready-made program and configuration, instead of a program of the user's own. */
    readonly configOnly: boolean;
}

/** The contents of xplab's files that projects are made from. */
export interface Templates {
    /** Pulumi.yaml of the ready-made lab. */
    readonly readyMade: string;
    /** JSON schema of its configuration, for editors. */
    readonly schema: string;
    readonly pulumi: string;
    readonly program: string;
    readonly tsconfig: string;
}

/** Folder in the project for the package of an unpublished xplab. */
export const VENDOR = "vendor";

const SCHEMA = "config.schema.json";

/** Project name of the ready-made lab. */
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
        // Files from guests must not get into a repository.
        ".gitignore": "node_modules/\nresults/\n",
        ...(configOnly ? schema : program),
        // "pulumi stack init" overwrites a file without settings.
        ...(image === undefined ? {} : { "Pulumi.dev.yaml": setting }),
    };
}

/** The template with the project's name, and with xplab's paths below node_modules. */
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

/** npm does not publish private packages. */
export const isPublished = (manifest: Manifest) => manifest.private !== true;
