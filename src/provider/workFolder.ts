import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isGone } from "./image/processGone";

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
