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
    for (const each of ["bin", "cdrom", "floppy", "results", "system"]) {
        mkdirSync(join(folder, each));
    }
    for (const [name, script] of Object.entries(FAKES)) {
        writeFileSync(join(folder, "bin", name), script, { mode: 0o755 });
    }
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
    const PATH = `${join(folder, "bin")}:${programs}:${process.env["PATH"] ?? ""}`;
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
        "run.cmd": "call D:\\job.cmd > E:\\log.txt 2>&1\r\n>E:\\code.txt echo %ERRORLEVEL%",
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
        "run.cmd": "call D:\\none.cmd\r\n>E:\\code.txt echo %ERRORLEVEL%\r\n",
    });
    expect(com1).toEqual([
        expect.stringMatching(/^XPLAB TEST IGNORED D:\\none\.cmd: .*No such file/),
    ]);
    expect(results).toEqual({ "code.txt": "1\r\n" });
});

test.each([
    ["a batch file without call does not return", "D:\\job.cmd"],
    ["exit ends cmd", "exit"],
    ["exit ends cmd from a called file too", "call D:\\exit.cmd"],
    ["exit /b ends the file", "exit /b 3"],
    ["goto :eof ends the file", "goto :eof"],
    ["goto without a label ends the file", "goto nowhere"],
    ["a parenthesis that stays open ends the file", "if exist D:\\job.cmd ("],
    ["a loop as typed at a prompt ends the file", "for %i in (a b) do echo %i"],
    ["a line continues after a caret", "echo x ^"],
])("%s", (_what, line) => {
    const files = {
        "run.cmd": `@echo off\r\necho begin>COM1\r\n${line}\r\necho still here>COM1\r\n`,
        "job.cmd": "@echo off\r\nexit /b 0\r\n",
        "exit.cmd": "exit 0\r\n",
    };
    const { com1 } = run("D:\\run.cmd", files);
    expect(com1[0]).toBe("begin");
    expect(com1).not.toContain("still here");
    // Its own cmd keeps all of it to itself.
    const { com1: apart } = run("D:\\all.cmd", {
        ...files,
        "all.cmd": "cmd /d /c D:\\run.cmd <NUL\r\necho after>COM1\r\n",
    });
    expect(apart.at(-1)).toBe("after");
});

test.each([
    ["D:\\call.cmd", "call D:\\job.cmd\r\necho %ERRORLEVEL% >COM1\r\n", ["3 "]],
    [
        "D:\\new.cmd",
        "cmd /c exit 7\r\ncmd /d /c echo x <NUL >NUL\r\necho %ERRORLEVEL% >COM1\r\n",
        ["0 "],
    ],
    ["D:\\exit.cmd", "cmd /c exit 7\r\necho %ERRORLEVEL% >COM1\r\n", ["7 "]],
    [
        "D:\\neg.cmd",
        "cmd /c exit -1\r\nif errorlevel 1 echo no>COM1\r\nif not %errorlevel%==0 >COM1 echo is %errorlevel%\r\n",
        ["is -1"],
    ],
    [
        "D:\\else.cmd",
        "if exist D:\\none (echo a>COM1) else (\r\necho b>COM1\r\necho c>COM1\r\n)\r\n",
        ["b", "c"],
    ],
    ["D:\\and.cmd", "echo a>COM1& echo b>COM1&& cmd /c exit 1 && echo c>COM1\r\n", ["a", "b"]],
    ["D:\\escape.cmd", 'echo a ^& b ^> "c & d">COM1\r\n', ['a & b > "c & d"']],
    [
        "D:\\back.cmd",
        "if defined N goto end\r\n:top\r\nset N=1\r\nif not exist E:\\o.txt goto make\r\ngoto end\r\n:make\r\necho %N%>>E:\\o.txt\r\ngoto top\r\n:end\r\necho %%N%% is [%N%] [%M%]>COM1\r\n",
        ["%N% is [1] []"],
    ],
    [
        "D:\\first.cmd",
        "for %%d in (D E) do if not defined M if exist %%d:\\*.* set M=%%d:\r\necho %M%>COM1\r\n",
        ["D:"],
    ],
    [
        "D:\\path.cmd",
        "path E:\\tools\r\nshutdown -s\r\necho %errorlevel% >COM1\r\n",
        ["XPLAB TEST IGNORED shutdown -s: not found in the path", "9009 "],
    ],
    ["D:\\nul.cmd", "if exist D:\\NUL echo a CD has no NUL>COM1\r\n", []],
    [
        "D:\\key.cmd",
        "pause <NUL\r\npause\r\necho pressed>COM1\r\n",
        ["XPLAB TEST WAITS pause", "sleep 86400"],
    ],
    ["D:\\long.cmd", `echo ${"x".repeat(8190)}>COM1\r\necho short>COM1\r\n`, ["short"]],
])("runs %s as cmd.exe does", (command, text, com1) => {
    const files = { "job.cmd": "exit /b 3\r\n", [command.slice(3)]: text };
    expect(run(command, files).com1).toEqual(com1);
});

test("takes a digit right before > for the number of a handle", () => {
    const script = "echo 3> E:\\handle.txt\r\necho 4 > E:\\text.txt\r\n>E:\\first.txt echo 5\r\n";
    expect(run("D:\\run.cmd", { "run.cmd": script }).results).toEqual({
        "handle.txt": "",
        "text.txt": "4 \r\n",
        "first.txt": "5\r\n",
    });
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
    for (const [name, text] of Object.entries(files)) {
        writeFileSync(join(folder, "media", name), text);
    }
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
    mkdirSync(join(folder, "media", "tools"), { recursive: true });
    const [ignored, ...rest] = run("D:\\run.cmd", files).com1;
    expect(ignored).toContain('XPLAB TEST IGNORED xcopy "E:\\NetKVM\\xp"');
    expect(rest.slice(0, 3)).toEqual([
        "XPLAB FAILED: drivers of the second CD were not copied",
        ...off,
    ]);
});
