import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(__dirname, "../../..");

/** Runs in a separate process and compiles the sources as it loads them. */
const SCRIPT = `
const { appendFileSync } = require("node:fs");
const { transformFileSync } = require("@swc/core");
require.extensions[".ts"] = (module, file) => {
    const jsc = { parser: { syntax: "typescript" }, target: "es2022" };
    const { code } = transformFileSync(file, { swcrc: false, jsc, module: { type: "commonjs" } });
    module._compile(code, file);
};
const { withFileLock } = require("./src/provider/cache/fileLock.ts");
const [lock, journal, turns] = process.argv.slice(1);
const write = (what) => appendFileSync(journal, process.pid + " " + what + "\\n");
const released = new Promise((resolve) => process.stdin.once("end", resolve).resume());
const { signal } = new AbortController();
(async () => {
    for (let turn = 0; turn < Number(turns); turn += 1)
        await withFileLock(lock, signal, () => console.log("waits"), async () => {
            write("begins");
            console.log("holds");
            await released;
            await new Promise((resolve) => setTimeout(resolve, 5));
            write("ends");
        });
})();
`;

/** Starts a process that takes a lock so many times, and logs in a journal when it gets and releases it. */
export function startHolder(lock: string, journal: string, turns = 1) {
    const child = spawn(process.execPath, ["-e", SCRIPT, lock, journal, String(turns)], {
        cwd: ROOT,
        stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    const seen = new Set<string>();
    lines.on("line", (line) => seen.add(line));
    const ended = once(child, "close");
    return {
        pid: child.pid ?? 0,
        /** Resolves when the process first reports that it waits or holds. */
        async says(what: "waits" | "holds"): Promise<void> {
            while (!seen.has(what)) await once(lines, "line");
        },
        /** Makes it continue from its first hold. */
        release: () => child.stdin.end(),
        kill: (signal: NodeJS.Signals) => child.kill(signal),
        /** Exit code; null after a signal. */
        ended: async () => (await ended)[0] as number | null,
    };
}
