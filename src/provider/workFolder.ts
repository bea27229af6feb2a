import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { types } from "node:util";

const NAME = /^xplab-(\d+)-/;

/** Lends a folder for temporary files; what killed processes have left of theirs goes too. */
export async function withWorkFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    await removeLeftovers();
    const folder = await mkdtemp(join(tmpdir(), `xplab-${process.pid}-`));
    try {
        return await use(folder);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

async function removeLeftovers(): Promise<void> {
    const left = (await readdir(tmpdir())).filter((name) => {
        const pid = NAME.exec(name)?.[1];
        return pid !== undefined && isGone(Number(pid));
    });
    // Those of other users are theirs to remove.
    const gone = left.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true }));
    await Promise.allSettled(gone);
}

/** Another user's process may not be signalled, and is there. */
function isGone(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return false;
    } catch (error) {
        return types.isNativeError(error) && "code" in error && error.code === "ESRCH";
    }
}
