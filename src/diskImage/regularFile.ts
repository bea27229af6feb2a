import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/** A path that leads to a pipe, a device, a socket or a folder. */
export class NotRegularFile extends Error {
    readonly code = "ENOTREG";

    constructor() {
        super("it is not a regular file");
    }
}

/** Opens a regular file to read it. Throws for a named pipe or a device, which could block. */
export async function openRegular(path: string): Promise<FileHandle> {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
        if ((await handle.stat()).isFile()) return handle;
    } catch (error) {
        await handle.close();
        throw error;
    }
    await handle.close();
    throw new NotRegularFile();
}
