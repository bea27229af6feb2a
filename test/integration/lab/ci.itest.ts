import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { run, virsh } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { testName } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

let before: string[];
/** Provides its project, state and variables; the script creates a stack of its own. */
let stack: Stack;
let project: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
    before = await inventory();
    stack = await Stack.create({ project: "job", example: "ci" });
    project = join(stack.folder, "project");
    env = { ...stack.variables, PULUMI_STACK: testName("job"), JOB_SECONDS: "120" };
});

afterAll(async () => {
    // The script had selected its own stack, which is gone.
    await stack.succeed("stack", "select", "dev");
    await stack.dispose();
});

const script = () => run("./run.sh", [standInImage], { cwd: project, env });

const result = (name: string) => readFile(join(project, "results", name), "latin1");

test("fetches the job's results and removes the lab", async () => {
    expect(await script()).toMatchObject({ code: 0 });
    expect((await result("log.txt")).split("\r\n")).toEqual([
        expect.stringMatching(/^xplab stand-in \[Linux /),
        "2 tests, 0 failures",
        "",
    ]);
    expect(await inventory()).toEqual(before);
});

test("ends with the exit code of a failing job", async () => {
    await writeFile(join(project, "job/test.cmd"), "@echo off\r\necho 1 failure\r\nexit 3\r\n");
    expect(await script()).toMatchObject({ code: 3 });
    expect(await result("log.txt")).toBe("1 failure\r\n");
    expect(await inventory()).toEqual(before);
});

test("removes the lab on Ctrl-C while the job runs", async () => {
    await writeFile(join(project, "job/run.cmd"), "rem a job without an end\r\n");
    // A process group of its own, which receives a terminal's Ctrl-C.
    const child = spawn("./run.sh", [standInImage], {
        cwd: project,
        env,
        detached: true,
        stdio: "ignore",
    });
    const ended = once(child, "exit");
    await until("a machine", async () =>
        (await virsh("list", "--name")).includes(`ci-${testName("job")}-builder`),
    );
    process.kill(-Number(child.pid), "SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(await inventory()).toEqual(before);
});
