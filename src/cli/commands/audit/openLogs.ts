import { entriesOf, processIds, read, statOf } from "./readable";

/** Which of some files virtlogd has open, to write there what QEMU sends it; undefined where that cannot be seen. */
export function openLogs(files: readonly string[]): Set<string> | undefined {
    const daemons = processIds().filter((pid) => read(`/proc/${pid}/comm`)?.trim() === "virtlogd");
    const open = new Set<string | undefined>();
    for (const pid of daemons) {
        const folder = `/proc/${pid}/fd`;
        const handles = entriesOf(folder);
        if (handles === undefined) return undefined;
        for (const handle of handles) open.add(identityOf(`${folder}/${handle}`));
    }
    return new Set(files.filter((file) => open.has(identityOf(file) ?? file)));
}

/** A path may lead over links that the daemon has followed. */
function identityOf(path: string): string | undefined {
    const stats = statOf(path);
    return stats && `${stats.dev}:${stats.ino}`;
}
