import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npm } from "../../../../src/cli/commands/new/npm";
import { recordingIo } from "../../recordingIo";

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-npm-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** An io on whose PATH npm is a script of the test's. */
function withNpm(script: string, signal = new AbortController().signal) {
    const file = join(folder, "npm");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return recordingIo({ environment: { PATH: `${folder}:/usr/bin:/bin` }, signal });
}

test("a failure is told with what npm said of it", async () => {
    const io = withNpm("echo 'npm error code ENOTFOUND' >&2; echo 'npm error no way' >&2; exit 1");
    await expect(npm(io, "installing", folder, ["install"])).rejects.toMatchObject({
        message:
            '"npm install" failed: npm error code ENOTFOUND\n    npm error no way ' +
            'Fix the reported problem and run again, or use --no-install and run "npm install" yourself. [npm-failed]',
    });
});

test("a machine without npm is told so", async () => {
    const io = recordingIo({ environment: { PATH: folder } });
    await expect(npm(io, "installing", folder, ["install"])).rejects.toMatchObject({
        message:
            '"npm install" failed: npm is not installed. ' +
            'Fix the reported problem and run again, or use --no-install and run "npm install" yourself. [npm-failed]',
    });
});

test("an interruption ends npm, and waits for its end", async () => {
    const interrupted = new AbortController();
    const io = withNpm(
        "trap 'echo over > ended; exit 1' TERM; echo ready > started; while :; do sleep 0.01; done",
        interrupted.signal,
    );
    const running = npm(io, "installing", folder, ["install"]);
    const { access, readFile } = await import("node:fs/promises");
    const started = async (): Promise<void> =>
        access(join(folder, "started")).catch(() => new Promise(setImmediate).then(started));
    await started();
    interrupted.abort();
    await expect(running).rejects.toBe(interrupted.signal.reason);
    expect(await readFile(join(folder, "ended"), "utf8")).toBe("over\n");
});
