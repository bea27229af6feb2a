import { programChecks } from "../../../../src/cli/commands/doctor/programChecks";
import { finding } from "./finding";
import { fakeProbe, MODES } from "./fakeProbe";

const check = finding(programChecks);
const statOf = (paths: readonly string[]) => (path: string) =>
    paths.includes(path) ? { mode: 0o100755, gid: 0 } : MODES[path];

test.each([
    ["20.0.0", { status: "ok", detail: "20.0.0" }],
    [
        "18.19.1",
        {
            status: "problem",
            detail: "18.19.1 is too old",
            remedy: "Install Node.js 20 or later.",
        },
    ],
])("checks Node.js %s", async (nodeVersion, expected) => {
    expect(await check("Node.js", { nodeVersion })).toEqual(expected);
});

const remedy = "Install the Pulumi CLI 3.248 or later: https://www.pulumi.com/docs/install/";

test.each([
    ["v3.255.0\n", { status: "ok", detail: "3.255.0" }],
    ["v3.248.0\n", { status: "ok", detail: "3.248.0" }],
    ["v3.247.9\n", { status: "problem", detail: 'xplab is not tested with "3.247.9"', remedy }],
    ["v4.300.0\n", { status: "problem", detail: 'xplab is not tested with "4.300.0"', remedy }],
])("checks Pulumi CLI %j", async (stdout, expected) => {
    const run = () => Promise.resolve({ code: 0, stdout, stderr: "" });
    expect(await check("Pulumi CLI", { run })).toEqual(expected);
});

test("reports a missing Pulumi CLI", async () => {
    expect(await check("Pulumi CLI", { run: () => Promise.resolve(undefined) })).toEqual({
        status: "problem",
        detail: "not on the PATH",
        remedy,
    });
});

const PLUGIN = "bin/pulumi-resource-libvirt";

test("finds xplab's own plugin outside of a project", async () => {
    expect(await check("provider plugin")).toEqual({
        status: "ok",
        detail: `/opt/xplab/${PLUGIN}`,
    });
    expect(await check("provider plugin", { packageFolder: "/elsewhere" })).toEqual({
        status: "problem",
        detail: `"${PLUGIN}" is not in /elsewhere`,
        remedy: "Reinstall xplab.",
    });
});

test("finds the project's copy in a project and its subfolders", async () => {
    const own = `/home/me/lab/node_modules/xplab/${PLUGIN}`;
    const project = ["/home/me/lab/Pulumi.yaml", own];
    const folder = "/home/me/lab/pictures";
    expect(await check("provider plugin", { folder, stat: statOf(project) })).toEqual({
        status: "ok",
        detail: own,
    });
    expect(await check("provider plugin", { folder, stat: statOf(project.slice(0, 1)) })).toEqual({
        status: "problem",
        detail: "not in /home/me/lab/node_modules/xplab",
        remedy: 'Run "npm install" in /home/me/lab.',
    });
});

test("finds the repository's plugin in xplab's repository", async () => {
    const stat = statOf(["/src/Pulumi.yaml", "/src/dist/provider", `/src/${PLUGIN}`]);
    expect(await check("provider plugin", { folder: "/src", packageFolder: "/src", stat })).toEqual(
        { status: "ok", detail: `/src/${PLUGIN}` },
    );
});

test.each([
    ["qemu-img", "qemu-utils", "only qcow2 images"],
    ["bubblewrap", "bubblewrap", "only qcow2 images"],
    ["xorriso", "xorriso", "no media (files for guests)"],
])("warns of a missing feature without %s", async (name, debianPackage, what) => {
    expect(await check(name, { find: () => undefined })).toEqual({
        status: "warning",
        detail: `not installed: ${what}`,
        remedy: `Install it: apt install ${debianPackage}`,
    });
    expect((await check(name)).status).toBe("ok");
});

test("finds no problem on a machine with all programs", async () => {
    for (const { check: look } of programChecks) {
        expect((await look(fakeProbe())).status).toBe("ok");
    }
});
