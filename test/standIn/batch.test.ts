import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const programs = resolve(__dirname, "../../tools/stand-in/guest/bin");

/** In place of the guest's own: drives are folders, and what ends the guest says so. */
const FAKES = {
    drive: '#!/bin/sh\ncd "$DRIVES/$1/$2" || exit 1\nshift 2\nexec "$@"\n',
    busybox: '#!/bin/sh\necho "$*" >>"$COM1"\n',
    sync: "#!/bin/sh\n",
    sleep: "#!/bin/sh\n",
};

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "batch-"));
    for (const each of ["bin", "cdrom", "floppy", "results"]) mkdirSync(join(folder, each));
    for (const [name, script] of Object.entries(FAKES))
        writeFileSync(join(folder, "bin", name), script, { mode: 0o755 });
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Effect {
    readonly com1: string[];
    readonly results: Record<string, string>;
}

/** What a line does on a guest whose CD has these files. */
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
    ["echo x > C:\\x.txt", 'XPLAB TEST IGNORED echo x > C:\\x.txt: no place "C:\\x.txt"'],
])("%p says %p on COM1", (line, said) => {
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

test("writes what a file says in one piece, and hands on with what it ended", () => {
    const files = {
        "run.cmd": "call D:\\job.cmd > E:\\log.txt 2>&1\r\necho %ERRORLEVEL%> E:\\code.txt",
        "job.cmd": "@echo off\necho first\necho second\nexit /b 3\necho never\n",
    };
    expect(run("D:\\run.cmd", files)).toEqual({
        com1: [],
        results: { "log.txt": "first\r\nsecond\r\n", "code.txt": "3\r\n" },
    });
});

test("powers off, and says so", () => {
    expect(run("shutdown -s -t 0").com1).toEqual(["XPLAB TEST POWER-OFF", "poweroff -f"]);
});

test("goes on after a file that is not there, which has failed", () => {
    const { com1, results } = run("D:\\run.cmd", {
        "run.cmd": "call D:\\none.cmd\r\necho %ERRORLEVEL%> E:\\code.txt\r\n",
    });
    expect(com1).toEqual([
        expect.stringMatching(/^XPLAB TEST IGNORED D:\\none\.cmd: .*No such file/),
    ]);
    expect(results).toEqual({ "code.txt": "1\r\n" });
});
