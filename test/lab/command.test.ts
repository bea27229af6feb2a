import { run } from "../../tools/lab/command.mjs";

test("returns the standard output and shows both outputs line by line", async () => {
    const lines: string[] = [];
    const onLine = (line: string) => lines.push(line);
    const output = await run("sh", ["-c", "echo one; sleep 0.1; echo two >&2"], { onLine });
    expect(output).toBe("one");
    expect(lines).toEqual(["one", "two"]);
});

test("fails with the command, its exit code, its last words and the remedy", async () => {
    const failing = run("sh", ["-c", "echo no space >&2; exit 3"], { remedy: "Make room." });
    await expect(failing).rejects.toMatchObject({
        name: "Problem",
        message: '"sh -c echo no space >&2; exit 3" failed: exit code 3\n    no space',
        remedy: "Make room.",
    });
});

test("fails on a command that is not there", async () => {
    await expect(run("xplab-no-such-command", [])).rejects.toMatchObject({
        message: '"xplab-no-such-command" failed: spawn xplab-no-such-command ENOENT',
    });
});

test("ends with the signal that it was given", async () => {
    const abort = new AbortController();
    const running = run("sleep", ["60"], { signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toMatchObject({ name: "Problem" });
});
