import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Where a program is; undefined when it is not on the PATH. */
export async function findProgram(name: string): Promise<string | undefined> {
    const folders = (process.env["PATH"] ?? "").split(delimiter).filter((path) => path !== "");
    for (const folder of folders) {
        const file = join(folder, name);
        if (await isExecutable(file)) return file;
    }
    return undefined;
}

const isExecutable = (file: string) =>
    access(file, constants.X_OK).then(
        () => true,
        () => false,
    );
