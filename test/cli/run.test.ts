import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OUTPUT_CLOSED } from "../../src/cli/output/io";
import { run } from "../../src/cli/run";
import { recordingIo } from "./recordingIo";

const version = (
    JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string }
).version;

async function outcome(...words: string[]) {
    const io = recordingIo();
    return { code: await run(words, io), ...io.written };
}

/** `UPDATE_GOLDENS=1` writes the help texts instead of comparing them. */
function golden(name: string, text: string): string {
    const file = join(__dirname, "help", `${name}.txt`);
    if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(file, text);
    return readFileSync(file, "utf8");
}

test.each([
    "new",
    "ls",
    "screenshot",
    "console",
    "reset",
    "results",
    "capture",
    "audit",
    "guard",
    "doctor",
])("%s has help with examples", async (command) => {
    const { code, out, err } = await outcome(command, "--help");
    expect(out).toBe(golden(command, out));
    expect(out).toContain(`Examples:\n  xplab ${command}`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
});

test("lists its commands", async () => {
    const { code, out, err } = await outcome("--help");
    expect(out).toBe(golden("xplab", out));
    expect({ code, err }).toEqual({ code: 0, err: "" });
});

test("prints its version", async () => {
    expect(await outcome("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test.each([
    [
        ["lss"],
        "error: unknown command 'lss'\n(Did you mean ls?)\nRun \"xplab --help\" for a list of commands.\n",
    ],
    [
        ["ls", "--josn"],
        "error: unknown option '--josn'\n(Did you mean --json?)\nRun \"xplab ls --help\" for usage.\n",
    ],
    [
        ["screenshot"],
        "error: missing required argument 'machine'\nRun \"xplab screenshot --help\" for usage.\n",
    ],
    [
        ["ls", "patient-1"],
        "error: too many arguments for 'ls'. Expected 0 arguments but got 1.\nRun \"xplab ls --help\" for usage.\n",
    ],
    [["reset"], 'error: name machines, or use --all\nRun "xplab reset --help" for usage.\n'],
    [
        ["reset", "patient-1", "--all"],
        'error: name machines, or use --all\nRun "xplab reset --help" for usage.\n',
    ],
    [
        ["capture", "--follow", "--max-size", "3"],
        "error: option '--max-size <MiB>' argument '3' is invalid. Expected a whole number of MiB, at least 4.\nRun \"xplab capture --help\" for usage.\n",
    ],
    [
        ["capture", "--follow", "--when-full", "newest"],
        "error: option '--when-full <what>' argument 'newest' is invalid. Allowed choices are oldest, link.\nRun \"xplab capture --help\" for usage.\n",
    ],
    [
        ["capture", "--max-size", "8"],
        'error: --max-size and --when-full need --follow and a file\nRun "xplab capture --help" for usage.\n',
    ],
    [
        ["capture", "detonation", "-", "--follow", "--when-full", "link"],
        'error: --max-size and --when-full need --follow and a file\nRun "xplab capture --help" for usage.\n',
    ],
    [
        ["results", "patient-1", "--wait", "soon"],
        "error: option '--wait <seconds>' argument 'soon' is invalid. Expected a whole number of seconds.\nRun \"xplab results --help\" for usage.\n",
    ],
])("refuses %p as wrong usage", async (words, err) => {
    expect(await outcome(...words)).toEqual({ code: 2, out: "", err });
});

test("prints its help without a command", async () => {
    const { code, out, err } = await outcome();
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe(golden("xplab", err));
});

const nowhere = "qemu:///system?socket=/nonexistent/libvirt-sock";
const unreachable =
    'The libvirt socket "/nonexistent/libvirt-sock" does not exist. ' +
    'Start libvirtd, or name its socket in the URI with "?socket=/path". [socket-missing]';

test.each([["ls"], ["screenshot", "patient-1"], ["console", "patient-1"]])(
    "%s exits with 69 if the host does not answer",
    async (...words) => {
        expect(await outcome(...words, "--uri", nowhere)).toEqual({
            code: 69,
            out: "",
            err: `✗ ${unreachable}\n`,
        });
    },
);

test("prints an error as JSON with --json", async () => {
    const { code, out, err } = await outcome("ls", "--json", "--uri", nowhere);
    expect({ code, out }).toEqual({ code: 69, out: "" });
    expect(JSON.parse(err)).toEqual({ error: { code: "socket-missing", message: unreachable } });
});

test("refuses a URI that it does not support", async () => {
    const { code, err } = await outcome("ls", "--uri", "qemu+ssh://elsewhere/system");
    expect(code).toBe(1);
    expect(err).toBe(
        '✗ "qemu+ssh://elsewhere/system" uses the transport "ssh", which this version does not support. Use "qemu:///system", "qemu:///session", "test:///default" or "qemu+unix:///system?socket=/path/to/libvirt-sock". [uri-unsupported]\n',
    );
});

test("writes no capture to a terminal", async () => {
    const io = recordingIo({ isTerminal: true });
    expect(await run(["capture", "detonation", "-"], io)).toBe(1);
    expect(io.written).toEqual({
        out: "",
        err:
            "✗ A capture is binary and cannot be shown on a terminal. " +
            'Name a file, or pipe it with "xplab capture NAME - | tshark -r -". [capture-on-terminal]\n',
    });
});

test("writes no picture to a terminal", async () => {
    const io = recordingIo({ isTerminal: true });
    expect(await run(["screenshot", "patient-1", "-"], io)).toBe(1);
    expect(io.written).toEqual({
        out: "",
        err:
            "✗ A PNG image cannot be shown on a terminal. " +
            'Name a file, or redirect it with "xplab screenshot patient-1 - > patient-1.png". [picture-on-terminal]\n',
    });
});

test.each([
    [
        ["new", "/nonexistent/My Lab"],
        '"My Lab" is not a valid project name. Choose another with --name: at most 30 lower-case letters, digits and dashes, beginning with a letter. [project-name-unfit]',
    ],
    [
        ["new", "/nonexistent/libvirt"],
        '"libvirt" is the name of a package, which would receive the configuration of a project of that name. ' +
            'Choose another with --name, such as "libvirt-lab". [project-name-reserved]',
    ],
    [
        ["new", "/nonexistent/mylab", "--image", "/nonexistent/xp.qcow2"],
        'Image "/nonexistent/xp.qcow2" cannot be read: no such file or directory. ' +
            "Name a disk image with an installed Windows XP, or omit --image and set the image later. [image-file-missing]",
    ],
    [
        ["new", "/nonexistent/mylab"],
        'Folder "/nonexistent/mylab" cannot be created: no such file or directory. ' +
            "Name a folder inside an existing one that you can write to. [folder-unusable]",
    ],
])("refuses %p", async (words, message) => {
    expect(await outcome(...words)).toEqual({ code: 1, out: "", err: `✗ ${message}\n` });
});

test("says that it was interrupted", async () => {
    const ended = new AbortController();
    ended.abort();
    const io = recordingIo({ signal: ended.signal });
    expect(await run(["ls", "--uri", nowhere], io)).toBe(130);
    expect(io.written).toEqual({ out: "", err: "\nInterrupted.\n" });
});

test("ends quietly when nobody reads its output any more", async () => {
    const ended = new AbortController();
    ended.abort(OUTPUT_CLOSED);
    const io = recordingIo({ signal: ended.signal });
    expect(await run(["ls", "--uri", nowhere], io)).toBe(0);
    expect(io.written).toEqual({ out: "", err: "" });
});
