import { open } from "node:fs/promises";
import { runProgram } from "../../src/process/runProgram";

const sh = (script: string, options?: Parameters<typeof runProgram>[2]) =>
    runProgram("sh", ["-c", script], options);

test("collects both outputs and the exit code", async () => {
    expect(await sh("echo out; echo err >&2; exit 3")).toEqual({
        code: 3,
        stdout: "out\n",
        stderr: "err\n",
    });
});

test("is undefined where there is no such program", async () => {
    expect(await runProgram("/nonexistent/program", [])).toBeUndefined();
});

test("fails where the program may not be run", async () => {
    await expect(runProgram("/etc/passwd", [])).rejects.toMatchObject({ code: "EACCES" });
});

test("runs in a folder, with an environment and an input of its own", async () => {
    const options = { cwd: "/usr", env: { PATH: process.env["PATH"], WORD: "hello" }, input: "in" };
    expect(await sh('pwd; echo "$WORD"; cat', options)).toMatchObject({
        stdout: "/usr\nhello\nin",
    });
});

test("has an empty input by default", async () => {
    expect(await sh("cat; echo end")).toMatchObject({ stdout: "end\n" });
});

test("outlives a program that does not read its input", async () => {
    const input = "x".repeat(2 ** 20);
    expect(await sh("exec 0<&-; echo no; exit 1", { input })).toMatchObject({
        code: 1,
        stdout: "no\n",
    });
});

test("passes open files on as descriptors from 3", async () => {
    const file = await open("/proc/self/status");
    try {
        expect(await sh("head -c 5 <&3", { files: [file.fd] })).toMatchObject({ stdout: "Name:" });
    } finally {
        await file.close();
    }
});

test.each([
    ["SIGTERM by default", undefined, 'trap "echo asked; exit 5" TERM', 5],
    ["another signal", "SIGKILL", 'trap "" TERM', 128],
] as const)(
    "ends the program with %s, and waits for its end",
    async (_what, killSignal, trap, code) => {
        const stop = new AbortController();
        const ended = await sh(`${trap}; echo ready; while :; do sleep 0.05; done`, {
            signal: stop.signal,
            ...(killSignal && { killSignal }),
            onOutput: () => stop.abort(),
        });
        expect(ended?.code).toBe(code);
    },
);

test("ends the program at once when the signal has fired before", async () => {
    expect(await sh("sleep 5", { signal: AbortSignal.abort() })).toMatchObject({ code: 128 });
});

test("does not wait for what an ended program has started", async () => {
    const stop = new AbortController();
    let started = 0;
    const ended = await sh("sleep 600 & echo $!; wait", {
        signal: stop.signal,
        onOutput: (pid) => {
            started = Number(pid);
            stop.abort();
        },
    });
    expect(ended?.code).toBe(128);
    expect(process.kill(started)).toBe(true);
});

test("keeps the end of a long output, and passes on all of it", async () => {
    let bytes = 0;
    const ended = await sh("yes | head -c 100000; echo last; echo worst >&2", {
        keepLast: 5,
        onOutput: (text) => (bytes += text.length),
    });
    expect(ended).toEqual({ code: 0, stdout: "last\n", stderr: "orst\n" });
    expect(bytes).toBe(100_005);
});

test("kills a program that prints without end", async () => {
    await expect(sh("exec yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")).rejects.toThrow(
        '"sh" printed more than 64 Mi characters',
    );
});
