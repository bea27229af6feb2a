import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standInImage } from "../tools/lab/standIn.mjs";
import { output, run } from "./integration/support/host/command";
import { inventory } from "./integration/support/host/inventory";
import { testName } from "./integration/support/host/names";

jest.setTimeout(600_000);

const root = join(__dirname, "..");

interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly private?: boolean;
    readonly pulumi?: unknown;
    readonly dependencies: Readonly<Record<string, string>>;
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
        "dist/provider/plugin/main.js",
        "dist/cli/main.js",
        "bin/pulumi-resource-libvirt",
        "bin/xplab",
        "templates/index.ts",
        "docs/reference/errors.md",
        "docs/architecture.svg",
        "examples/first-lab/index.ts",
        "Pulumi.yaml",
        "schema.json",
        "config.schema.json",
        "npm-shrinkwrap.json",
        "SECURITY.md",
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

test("the SDK cannot be mistaken for the archived package, nor make Pulumi download its plugin", () => {
    const { name, version, private: isPrivate, pulumi } = manifest("sdks/libvirt");
    expect({ name, version, isPrivate, pulumi }).toEqual({
        name: "@pulumi/libvirt",
        version: manifest(".").version,
        isPrivate: true,
        pulumi: undefined,
    });
});

/** Versions of packages by their paths in the tree. */
function versionsIn(lockFile: string): Map<string, string | undefined> {
    const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as {
        packages: Record<string, { version?: string }>; // npm's documented form
    };
    return new Map(Object.entries(packages).map(([place, { version }]) => [place, version]));
}

/** Every package of the lock file that a user gets, as a bill of materials names it. */
function installedByUsers(): string[] {
    const { packages } = JSON.parse(readFileSync(join(root, "npm-shrinkwrap.json"), "utf8")) as {
        packages: Record<string, { version: string; dev?: boolean; devOptional?: boolean }>;
    };
    const places = Object.entries(packages).filter(
        ([place, { version, dev, devOptional }]) =>
            place.startsWith("node_modules/") && version && !dev && !devOptional,
    );
    const purls = places.map(([place, { version }]) => {
        const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
        return `pkg:npm/${name.replace("@", "%40")}@${version}`;
    });
    const bundled = `pkg:npm/%40pulumi/libvirt@${manifest(".").version}`;
    return [...new Set([...purls, bundled])].sort();
}

test("its bill of materials names all dependencies, under licences compatible with its own", () => {
    const npm = (...args: readonly string[]) =>
        execFileSync("npm", ["run", "--silent", ...args], { cwd: root, encoding: "utf8" });
    const { bomFormat, components } = JSON.parse(npm("sbom")) as {
        bomFormat: string;
        components: { purl: string }[];
    };
    expect(bomFormat).toBe("CycloneDX");
    expect(components.map(({ purl }) => purl).sort()).toEqual(installedByUsers());
    const licenses = Object.keys(JSON.parse(npm("licenses", "--", "--json")) as object);
    expect(licenses.filter((one) => /GPL|not stated|UNLICENSED/.test(one))).toEqual([]);
});

/** As a user who received the tarball: nothing of the repository is in reach. */
describe("installed from its tarball", () => {
    const name = testName("pack");
    let before: string[];
    let folder: string;
    let xplab: string;
    let project: string;

    /** Leaves the user's own Pulumi alone, and lets npm use its cache. */
    const environment = () => ({
        ...Object.fromEntries(
            Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_")),
        ),
        npm_config_prefer_offline: "true",
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}?metadata=skip`,
        PULUMI_CONFIG_PASSPHRASE: "of no use elsewhere",
        PULUMI_HOME: join(folder, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
    });

    async function succeed(cwd: string, program: string, ...args: readonly string[]) {
        const { code, stdout, stderr } = await run(program, args, { cwd, env: environment() });
        if (code === 0) return stdout;
        throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    }

    const pulumi = (...args: readonly string[]) =>
        succeed(project, "pulumi", ...args, "--non-interactive", "--color", "never");

    async function preview(...args: readonly string[]): Promise<Record<string, number>> {
        const text = await pulumi("preview", "--json", ...args);
        const { changeSummary } = JSON.parse(text) as { changeSummary: Record<string, number> };
        return changeSummary;
    }

    beforeAll(async () => {
        before = await inventory();
        folder = mkdtempSync(join(tmpdir(), `${name}-`));
        for (const one of ["state", "home", "tools"]) mkdirSync(join(folder, one));
        const packed = await succeed(root, "npm", "pack", "--silent", "--pack-destination", folder);
        const tarball = join(folder, packed.trim());
        const tools = join(folder, "tools");
        const install = ["install", "--global", "--ignore-scripts", "--prefix", tools];
        await succeed(tools, "npm", ...install, tarball);
        const installed = join(tools, "lib/node_modules/xplab");
        await succeed(installed, "npm", "ci", "--omit=dev", "--ignore-scripts");
        xplab = join(tools, "bin/xplab");
        const image = join(folder, "my-windows.qcow2");
        copyFileSync(standInImage, image);
        await output("qemu-img", ["resize", "-q", image, "+1M"]);
        await succeed(folder, xplab, "new", name, "--image", image);
        project = join(folder, name);
        await pulumi("stack", "init", "dev");
    });

    afterAll(async () => {
        await run("pulumi", ["destroy", "--yes", "--skip-preview", "--non-interactive"], {
            cwd: project,
            env: environment(),
        });
        rmSync(folder, { recursive: true });
    });

    test("has the tested version of every package, where it is installed and in a project", () => {
        const tested = versionsIn(join(root, "npm-shrinkwrap.json"));
        for (const where of [join(folder, "tools/lib/node_modules/xplab"), project]) {
            const versions = versionsIn(join(where, "node_modules/.package-lock.json"));
            const own = [...versions].filter(
                ([place]) => !/node_modules\/(xplab|@pulumi\/libvirt)$/.test(place),
            );
            expect(own.length).toBeGreaterThan(150);
            expect(own.filter(([place, version]) => tested.get(place) !== version)).toEqual([]);
        }
    });

    test("prints its version, and finds what it needs", async () => {
        expect(await succeed(project, xplab, "--version")).toBe(`${manifest(".").version}\n`);
        const { code, stdout } = await run(xplab, ["doctor", "--json"], {
            cwd: project,
            env: environment(),
        });
        const { ok, checks } = JSON.parse(stdout) as {
            ok: boolean;
            checks: { name: string; status: string; detail: string }[];
        };
        expect(checks.filter(({ status }) => status === "problem")).toEqual([]);
        expect({ code, ok }).toEqual({ code: 0, ok: true });
        expect(checks.find((one) => one.name === "provider plugin")?.detail).toBe(
            join(project, "node_modules/xplab/bin/pulumi-resource-libvirt"),
        );
    });

    test("its help loads neither Pulumi nor gRPC", async () => {
        const listing = `
            process.argv = ["node", "xplab", "--help"];
            require(${JSON.stringify(join(folder, "tools/lib/node_modules/xplab/dist/cli/main.js"))})
                .main()
                .then(() => console.error(Object.keys(require.cache).join("\\n")));`;
        const { stdout, stderr } = await run(process.execPath, ["-e", listing], { cwd: folder });
        expect(stdout).toContain("Usage: xplab");
        expect(stderr).toContain("node_modules/commander/");
        expect(stderr).not.toMatch(/@grpc|@pulumi|pngjs|string-width/);
    });

    test("a new project type-checks, and previews unchanged", async () => {
        await succeed(project, "npm", "run", "--silent", "check");
        // Stack, provider, image with pool and volume, lab with pool, network with filter, four machines with disk.
        expect(await preview()).toEqual({ create: 22 });
    });

    test("a configuration without a program previews too", async () => {
        const other = testName("conf");
        await succeed(folder, xplab, "new", other, "--config-only", "--no-install");
        const there = join(folder, other);
        const image = join(folder, "my-windows.qcow2");
        await output("cp", ["-al", join(project, "node_modules"), there]);
        const inThere = (...args: readonly string[]) =>
            succeed(there, "pulumi", ...args, "--non-interactive");
        await inThere("stack", "init", "dev");
        await inThere("config", "set", "image", image);
        const text = await inThere("preview", "--json");
        const { changeSummary } = JSON.parse(text) as { changeSummary: Record<string, number> };
        expect(changeSummary).toEqual({ create: 12 });
    });

    test("a lab is created, changed, shown and destroyed without a trace", async () => {
        const file = join(project, "index.ts");
        const program = readFileSync(file, "utf8")
            .replace("count: 3", "count: 1")
            .replace(/^ +analyst:.*\n/m, "");
        writeFileSync(file, program);
        await pulumi("up", "--yes", "--skip-preview");
        expect(await preview()).toEqual({ same: 13 });

        const { machines } = JSON.parse(await succeed(project, xplab, "ls", "--json")) as {
            machines: { domain: string; machine: string; state: string; lab: string }[];
        };
        expect(machines.find((one) => one.lab === name)).toMatchObject({
            machine: "patient-1",
            stack: "dev",
            project: name,
            domain: `${name}-dev-patient-1`,
            state: "running",
        });
        const picture = await succeed(project, xplab, "screenshot", `${name}-dev-patient-1`);
        expect(readFileSync(join(project, picture.trim())).subarray(1, 4).toString()).toBe("PNG");

        await pulumi("destroy", "--yes", "--skip-preview");
        expect(await inventory()).toEqual(before);
    });
});
