import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectFiles, type ProjectRequest } from "../../../../src/cli/commands/new/projectFiles";
import { stackFileSchema } from "../../../../tools/generate/configuration/stackFileSchema";
import { readManifest } from "../../../../src/cli/ownPackage";

const read = (file: string) => readFileSync(join(__dirname, "../../../..", file), "utf8");
const templates = {
    readyMade: read("Pulumi.yaml"),
    schema: read("config.schema.json"),
    pulumi: read("templates/Pulumi.yaml"),
    program: read("templates/index.ts"),
    tsconfig: read("templates/tsconfig.json"),
};
const { version, dependencies, devDependencies } = readManifest();
const manifest = { version: "1.2.3", private: true, dependencies, devDependencies };

const files = (request: Partial<ProjectRequest> = {}, own = manifest) =>
    projectFiles({ name: "mylab", configOnly: false, ...request }, templates, own);

const plugins = { providers: [{ name: "libvirt", path: "node_modules/xplab/bin" }] };

test("writes a project with a program", () => {
    const made = files();
    expect(Object.keys(made)).toEqual([
        "Pulumi.yaml",
        "package.json",
        ".gitignore",
        "index.ts",
        "tsconfig.json",
    ]);
    expect(parse(made["Pulumi.yaml"] ?? "")).toEqual({
        name: "mylab",
        description: "Windows XP machines on libvirt",
        runtime: "nodejs",
        main: "index.ts",
        plugins,
        config: {
            image: {
                type: "string",
                description: "Path of a disk image with Windows XP installed",
            },
        },
    });
    expect(JSON.parse(made["package.json"] ?? "")).toEqual({
        name: "mylab",
        private: true,
        scripts: { check: "tsc" },
        dependencies: {
            "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
            xplab: "file:vendor/xplab-1.2.3.tgz",
        },
        devDependencies: {
            "@types/node": devDependencies["@types/node"],
            typescript: devDependencies["typescript"],
        },
    });
});

test("writes a project without a program, which runs the ready-made one with its own keys", () => {
    const made = files({ configOnly: true });
    expect(Object.keys(made)).toEqual([
        "Pulumi.yaml",
        "package.json",
        ".gitignore",
        "config.schema.json",
    ]);
    expect(JSON.parse(made["config.schema.json"] ?? "")).toEqual(
        JSON.parse(JSON.stringify(stackFileSchema("mylab"))),
    );
    const readyMade = parse(templates.readyMade) as object;
    expect(parse(made["Pulumi.yaml"] ?? "")).toEqual({
        ...readyMade,
        name: "mylab",
        main: "node_modules/xplab/dist/program.js",
        plugins,
    });
    expect(JSON.parse(made["package.json"] ?? "")).toEqual({
        name: "mylab",
        private: true,
        dependencies: {
            "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
            xplab: "file:vendor/xplab-1.2.3.tgz",
        },
    });
});

test.each([true, false])(
    "what guests write is kept out of its repository (config only: %s)",
    (configOnly) => {
        expect(files({ configOnly })[".gitignore"]?.split("\n")).toContain("results/");
    },
);

test("configures the image of stack dev, whatever its path contains", () => {
    const image = '/home/me/my "XP": #1.qcow2';
    expect(parse(files({ image })["Pulumi.dev.yaml"] ?? "")).toEqual({
        config: { "mylab:image": image },
    });
    expect(files({ image, configOnly: true })["Pulumi.dev.yaml"]).toBe(
        `# yaml-language-server: $schema=config.schema.json\n${files({ image })["Pulumi.dev.yaml"] ?? ""}`,
    );
});

test("takes a published xplab from the registry", () => {
    const published = files({}, { ...manifest, private: false });
    expect(JSON.parse(published["package.json"] ?? "")).toMatchObject({
        dependencies: { xplab: "1.2.3" },
    });
});

test("pins the versions of a project", () => {
    const pinned = [version, dependencies["@pulumi/pulumi"], devDependencies["typescript"]];
    for (const one of pinned) expect(one).toMatch(/^\d+\.\d+\.\d+$/);
});
