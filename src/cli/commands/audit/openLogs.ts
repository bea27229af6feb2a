import { entriesOf, processIds, readText, statOf } from "../../host/localFiles";

/** The files that virtlogd has open for writing; undefined when its open files cannot be read. */
export function openLogs(files: readonly string[]): Set<string> | undefined {
    const daemons = processIds().filter(
        (pid) => readText(`/proc/${pid}/comm`)?.trim() === "virtlogd",
    );
    const open = new Set<string | undefined>();
    for (const pid of daemons) {
        const folder = `/proc/${pid}/fd`;
        const handles = entriesOf(folder);
        if (handles === undefined) return undefined;
        for (const handle of handles) open.add(identityOf(`${folder}/${handle}`));
    }
    return new Set(files.filter((file) => open.has(identityOf(file) ?? file)));
}

/** Device and inode: the path may contain links, which the daemon has followed. */
function identityOf(path: string): string | undefined {
    const stats = statOf(path);
    return stats && `${stats.dev}:${stats.ino}`;
}
