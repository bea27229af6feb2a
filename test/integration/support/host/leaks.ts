import { utimes, writeFile } from "node:fs/promises";
import { run } from "./command";
import { processes } from "./processes";

/** Words of every process on the machine, as often as can be, until a run has ended. */
export async function commandLinesDuring(work: Promise<unknown>): Promise<string> {
    const seen = new Set<string>();
    const look = () => processes().forEach(({ command }) => seen.add(command.join(" ")));
    const looking = setInterval(look, 50);
    await work.finally(() => clearInterval(looking));
    return [...seen].join("\n");
}

/** Marks the moment in a file of its own: what is written from now on is newer. */
export async function markMoment(file: string): Promise<void> {
    await writeFile(file, "");
    // What is written in the same moment is no newer.
    const justBefore = Date.now() / 1000 - 1;
    await utimes(file, justBefore, justBefore);
}

/** Files that were written since a moment and have a text in them. */
export async function filesWith(text: string, since: string): Promise<string[]> {
    const folders = ["/tmp", "/run", "/var/lib/libvirt", "/var/log/libvirt", "/etc/libvirt"];
    const grep = ["-exec", "grep", "--files-with-matches", "--text", "--fixed-strings", text];
    const find = [...folders, "-type", "f", "-newer", since, ...grep, "{}", "+"];
    // Files of others come and go meanwhile.
    const { stdout } = await run("find", find);
    return stdout.split("\n").filter(Boolean);
}
