import { projectLock } from "../../../../src/cli/commands/new/projectLock";

const manifest = {
    version: "1.0.0",
    license: "Apache-2.0",
    bin: { xplab: "bin/xplab" },
    engines: { node: ">=20" },
    dependencies: { "@pulumi/pulumi": "3.1.0", zod: "4.1.0" },
    devDependencies: { typescript: "5.0.0", jest: "30.0.0" },
};

const lock = {
    lockfileVersion: 3,
    packages: {
        "": { version: "1.0.0" },
        "sdks/libvirt": { version: "1.0.0" },
        "node_modules/@pulumi/libvirt": { link: true },
        "node_modules/@pulumi/pulumi": { version: "3.1.0" },
        "node_modules/@pulumi/pulumi/node_modules/execa": { version: "5.1.1" },
        "node_modules/jest": { version: "30.0.0", dev: true },
        "node_modules/typescript": { version: "5.0.0", dev: true },
        "node_modules/zod": { version: "4.1.0" },
    },
};

const vendored = { path: "vendor/xplab-1.0.0.tgz", integrity: "sha512-x" };

const project = {
    name: "lab",
    dependencies: { "@pulumi/pulumi": "3.1.0", xplab: "file:vendor/xplab-1.0.0.tgz" },
    devDependencies: { typescript: "5.0.0" },
};

test("locks the versions that xplab is tested with, without xplab's own tools", () => {
    expect(JSON.parse(projectLock(project, vendored, manifest, lock))).toEqual({
        name: "lab",
        lockfileVersion: 3,
        requires: true,
        packages: {
            "": project,
            "node_modules/xplab": {
                version: "1.0.0",
                resolved: "file:vendor/xplab-1.0.0.tgz",
                integrity: "sha512-x",
                bundleDependencies: ["@pulumi/libvirt"],
                license: "Apache-2.0",
                dependencies: manifest.dependencies,
                bin: manifest.bin,
                engines: manifest.engines,
            },
            "node_modules/xplab/node_modules/@pulumi/libvirt": {
                version: "1.0.0",
                inBundle: true,
                license: "Apache-2.0",
            },
            "node_modules/@pulumi/pulumi": { version: "3.1.0" },
            "node_modules/@pulumi/pulumi/node_modules/execa": { version: "5.1.1" },
            "node_modules/typescript": { version: "5.0.0", dev: true },
            "node_modules/zod": { version: "4.1.0" },
        },
    });
});

test("locks no tools for a project without a program", () => {
    const { name, dependencies } = project;
    const { packages } = JSON.parse(
        projectLock({ name, dependencies }, vendored, manifest, lock),
    ) as { packages: object };
    expect(Object.keys(packages)).not.toContain("node_modules/typescript");
});
