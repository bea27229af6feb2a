import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const recipe = resolve(__dirname, "../../tools/stand-in");

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stand-in-key-"));
    cpSync(recipe, join(folder, "recipe"), { recursive: true });
    mkdirSync(join(folder, "bin"));
    offerKernel("6.1.0-1-amd64", "6.1.1-1");
    installBusybox("1:1.35.0-4");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Overrides a command of the host, so that the host's packages do not matter. */
function fakeCommand(name: string, output: string) {
    const script = `#!/bin/sh\ncat <<'END'\n${output}\nEND\n`;
    writeFileSync(join(folder, "bin", name), script, { mode: 0o755 });
}

function offerKernel(abi: string, version: string) {
    fakeCommand(
        "apt-cache",
        `Package: linux-image-amd64\nDepends: linux-image-${abi} (= ${version})\nSection: kernel`,
    );
}

function installBusybox(version: string) {
    fakeCommand("dpkg-query", `busybox-static\t${version}\nsyslinux\t3:6.04`);
}

function environment() {
    return { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}` };
}

function key() {
    return execFileSync(join(folder, "recipe/key"), { env: environment(), encoding: "utf8" });
}

test("is sixteen hexadecimal digits, the same each time", () => {
    const first = key();
    expect(first).toMatch(/^[0-9a-f]{16}\n$/);
    expect(key()).toBe(first);
});

test.each([
    ["the kernel's version", () => offerKernel("6.1.0-1-amd64", "6.1.1-2")],
    ["the kernel's package", () => offerKernel("6.1.0-2-amd64", "6.1.1-1")],
    ["busybox's version", () => installBusybox("1:1.35.0-5")],
    ["the build", () => appendFileSync(join(folder, "recipe/build"), "#\n")],
    ["the boot record", () => appendFileSync(join(folder, "recipe/boot/record.S"), "\n")],
    ["the kernel's command line", () => appendFileSync(join(folder, "recipe/syslinux.cfg"), "\n")],
    ["a program", () => appendFileSync(join(folder, "recipe/src/frame-in.c"), "\n")],
    ["a new command", () => writeFileSync(join(folder, "recipe/guest/commands/new"), "")],
])("changes with %s", (_what, change) => {
    const before = key();
    change();
    expect(key()).not.toBe(before);
});

test("does not change with the README", () => {
    const before = key();
    appendFileSync(join(folder, "recipe/README.md"), "\n");
    expect(key()).toBe(before);
});

test("reports the remedy if apt has no lists", () => {
    fakeCommand("apt-cache", "");
    const { status, stdout, stderr } = spawnSync(join(folder, "recipe/key"), {
        env: environment(),
        encoding: "utf8",
    });
    expect({ status, stdout, stderr }).toEqual({
        status: 1,
        stdout: "",
        stderr:
            "apt knows no package linux-image-amd64. " +
            'Run "apt-get update" on a Debian amd64 host.\n',
    });
});
