import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findMedia, keepDrivers, MEDIA_FAILURES } from "../../src/xp/setup/setupMedia";

const programs = resolve(__dirname, "../../tools/stand-in/guest/bin");

/** Replaces the guest's functions: drives are folders, and a power-off is printed. */
const FAKES = {
    drive: '#!/bin/sh\ncd "$DRIVES/$1/$2" || exit 1\nshift 2\nexec "$@"\n',
    busybox: '#!/bin/sh\necho "$*" >>"$COM1"\n',
    sync: "#!/bin/sh\n",
    sleep: "#!/bin/sh\n",
};

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "batch-"));
    for (const each of ["bin", "cdrom", "floppy", "results", "system"])
        mkdirSync(join(folder, each));
    for (const [name, script] of Object.entries(FAKES))
        writeFileSync(join(folder, "bin", name), script, { mode: 0o755 });
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Effect {
    readonly com1: string[];
    readonly results: Record<string, string>;
}

/** Runs a line on a guest whose CD has these files. */
function run(line: string, cd: Readonly<Record<string, string>> = {}): Effect {
    for (const [name, text] of Object.entries(cd)) writeFileSync(join(folder, "cdrom", name), text);
    const com1 = join(folder, "com1");
    writeFileSync(com1, "");
    const PATH = `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`;
    const env = { PATH, DRIVES: folder, COM1: com1, TMPDIR: folder };
    execFileSync(join(programs, "batch"), ["TEST", line], { env });
    const written = readdirSync(join(folder, "results")).map((name) => [
        name,
        readFileSync(join(folder, "results", name), "latin1"),
    ]);
    return {
        com1: readFileSync(com1, "latin1").split("\n").slice(0, -1),
        results: Object.fromEntries(written) as Record<string, string>,
    };
}

test.each([
    ["echo done>COM1", "done"],
    ["@ECHO done > com1:", "done "],
    ["cmd /c echo done>COM1", "done"],
    ["echo C:\\temp\\new>COM1", "C:\\temp\\new"],
    ["format c:", "XPLAB TEST IGNORED format c:"],
    ["echo x > Z:\\x.txt", 'XPLAB TEST IGNORED echo x > Z:\\x.txt: no place "Z:\\x.txt"'],
])("%p prints %p on COM1", (line, said) => {
    expect(run(line)).toEqual({ com1: [said], results: {} });
});

test.each(["rem echo x > COM1", "@echo off", "", "echo x > NUL", "echo x"])(
    "%p has no effect",
    (line) => {
        expect(run(line)).toEqual({ com1: [], results: {} });
    },
);

test("writes lines that end as Windows ends them, and adds to them", () => {
    const script = "@echo off\r\necho one> E:\\result.txt\r\necho two>> E:\\result.txt\r\n";
    expect(run("D:\\run.cmd", { "run.cmd": script })).toEqual({
        com1: [],
        results: { "result.txt": "one\r\ntwo\r\n" },
    });
});

test("writes a file's output in one piece, and returns its exit code", () => {
    const files = {
        "run.cmd": "call D:\\job.cmd > E:\\log.txt 2>&1\r\necho %ERRORLEVEL%> E:\\code.txt",
        "job.cmd": "@echo off\necho first\necho second\nexit /b 3\necho never\n",
    };
    expect(run("D:\\run.cmd", files)).toEqual({
        com1: [],
        results: { "log.txt": "first\r\nsecond\r\n", "code.txt": "3\r\n" },
    });
});

test("powers off, and reports it", () => {
    expect(run("shutdown -s -t 0").com1).toEqual(["XPLAB TEST POWER-OFF", "poweroff -f"]);
});

test("continues after a missing file, which counts as failed", () => {
    const { com1, results } = run("D:\\run.cmd", {
        "run.cmd": "call D:\\none.cmd\r\necho %ERRORLEVEL%> E:\\code.txt\r\n",
    });
    expect(com1).toEqual([
        expect.stringMatching(/^XPLAB TEST IGNORED D:\\none\.cmd: .*No such file/),
    ]);
    expect(results).toEqual({ "code.txt": "1\r\n" });
});

/** The first logon's lines for a second CD, and the following ones. */
const MEDIA = [
    ...findMedia("professional"),
    ...keepDrivers({ driverFolders: ["NetKVM/xp"] }),
    "call %XPLAB_MEDIA%\\program.cmd",
    ...MEDIA_FAILURES,
].join("\r\n");

function mediaWith(files: Readonly<Record<string, string>>): void {
    mkdirSync(join(folder, "media", "NetKVM", "xp"), { recursive: true });
    for (const [name, text] of Object.entries(files))
        writeFileSync(join(folder, "media", name), text);
}

test("finds the second CD, keeps its drivers and runs its program", () => {
    mediaWith({ "NetKVM/xp/netkvm.inf": "a driver", "program.cmd": "echo ran>C:\\ran.txt\r\n" });
    const { com1 } = run("D:\\run.cmd", { WIN51IP: "", "run.cmd": MEDIA });
    expect(com1).toEqual(["XPLAB TEST DRIVER C:\\DRIVERS\\NetKVM\\xp\\netkvm.inf"]);
    const kept = (...path: string[]) => readFileSync(join(folder, "system", ...path), "latin1");
    expect(kept("DRIVERS", "NetKVM", "xp", "netkvm.inf")).toBe("a driver");
    expect(kept("ran.txt")).toBe("ran\r\n");
});

test("powers off with the reason if the second CD or a driver is missing", () => {
    const files = { WIN51IP: "", "run.cmd": MEDIA };
    const off = ["XPLAB TEST POWER-OFF", "poweroff -f"];
    // Without a second CD E: is the disk for results, which with the marker counts as the setup CD.
    writeFileSync(join(folder, "results", "WIN51IP"), "");
    const missing = run("D:\\run.cmd", files).com1;
    expect(missing.slice(0, 3)).toEqual(["XPLAB FAILED: no drive has the second CD", ...off]);
    mkdirSync(join(folder, "media"));
    const [ignored, ...rest] = run("D:\\run.cmd", files).com1;
    expect(ignored).toContain('XPLAB TEST IGNORED xcopy "E:\\NetKVM\\xp"');
    expect(rest.slice(0, 3)).toEqual([
        "XPLAB FAILED: drivers of the second CD were not copied",
        ...off,
    ]);
});
