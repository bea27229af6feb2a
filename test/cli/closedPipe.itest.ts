import { spawnSync } from "node:child_process";
import { join } from "node:path";

const XPLAB = join(__dirname, "..", "..", "bin", "xplab");

/** Exit code and errors of a command whose reader has closed the pipe before it prints. */
function withClosedPipe(...args: readonly string[]) {
    const words = [process.execPath, XPLAB, ...args].map((word) => `'${word}'`).join(" ");
    // The subshell ends at once, which closes the only reading end.
    const script = `{ sleep 1; ${words}; echo "exit code $?" >&2; } | :`;
    const { stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
    return stderr;
}

test.each([
    [["--help"]],
    [["ls", "--all", "--uri", "test:///default"]],
    [["ls", "--json", "--uri", "test:///default"]],
    [["audit", "--json", "--uri", "qemu:///system"]],
])("%p ends quietly when its output is closed", (words) => {
    expect(withClosedPipe(...words)).toBe("exit code 0\n");
});
