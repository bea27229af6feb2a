import { utimes, writeFile } from "node:fs/promises";
import { run } from "./command";
import { processes } from "./processes";

/** Command lines of all processes on the machine, polled until a run has ended. */
export async function commandLinesDuring(work: Promise<unknown>): Promise<string> {
    const seen = new Set<string>();
    const look = () => processes().forEach(({ command }) => seen.add(command.join(" ")));
    const looking = setInterval(look, 50);
    await work.finally(() => clearInterval(looking));
    return [...seen].join("\n");
}

/** Marks the current moment with a file: files written later are newer. */
export async function markMoment(file: string): Promise<void> {
    await writeFile(file, "");
    // A file written in the same moment would not be newer.
    const justBefore = Date.now() / 1000 - 1;
    await utimes(file, justBefore, justBefore);
}

/** Files that contain a text and were written since a moment. */
export async function filesWith(text: string, since: string): Promise<string[]> {
    const folders = ["/tmp", "/run", "/var/lib/libvirt", "/var/log/libvirt", "/etc/libvirt"];
    const grep = ["-exec", "grep", "--files-with-matches", "--text", "--fixed-strings", text];
    const find = [...folders, "-type", "f", "-newer", since, ...grep, "{}", "+"];
    // Other processes create and delete files meanwhile.
    const { stdout } = await run("find", find);
    return stdout.split("\n").filter(Boolean);
}
