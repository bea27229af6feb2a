import { chmod, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command";

const NOBODY = 65534;

/** Runs a program in Node.js as another user of the host, and returns what it prints. */
export async function runAsNobody(program: string, ...args: readonly string[]): Promise<string> {
    // The running Node.js may be in a home folder that nobody else may enter.
    const folder = await mkdtemp(join(tmpdir(), "xplabtest-node-"));
    try {
        await chmod(folder, 0o755);
        const node = join(folder, "node");
        await copyFile(process.execPath, node);
        const { stdout } = await run(node, ["-e", program, ...args], { cwd: "/", uid: NOBODY });
        return stdout.trim();
    } finally {
        await rm(folder, { recursive: true });
    }
}
