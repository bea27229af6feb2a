import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly private?: boolean;
    readonly pulumi?: unknown;
}

const manifest = (folder: string) =>
    JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;

test("the package holds the program, the plugin, the schema and the SDK, and no sources", () => {
    const [packed] = JSON.parse(
        execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: root, encoding: "utf8" }),
    ) as [{ readonly files: readonly { readonly path: string }[]; readonly size: number }];
    const files = packed.files.map(({ path }) => path);
    const expected = [
        "dist/index.js",
        "dist/index.d.ts",
        "dist/provider/main.js",
        "bin/pulumi-resource-libvirt",
        "schema.json",
        "LICENSE",
        "NOTICE",
        "README.md",
        "node_modules/@pulumi/libvirt/package.json",
        "node_modules/@pulumi/libvirt/bin/index.js",
        "node_modules/@pulumi/libvirt/bin/index.d.ts",
    ];
    expect(expected.filter((file) => !files.includes(file))).toEqual([]);
    expect(files.filter((file) => /^(src|test|tools)\/|stand-in|\.qcow2$/.test(file))).toEqual([]);
    expect(packed.size).toBeLessThan(2_000_000);
});

test("the SDK cannot be taken for the archived package, nor make Pulumi download its plugin", () => {
    const { name, version, private: isPrivate, pulumi } = manifest("sdks/libvirt");
    expect({ name, version, isPrivate, pulumi }).toEqual({
        name: "@pulumi/libvirt",
        version: manifest(".").version,
        isPrivate: true,
        pulumi: undefined,
    });
});
