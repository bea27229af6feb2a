// @ts-check
import { createHash } from "node:crypto";
import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { isExecutable } from "./executables.mjs";
import { cacheFolder, rootFolder } from "./folders.mjs";
import { buildGoCommand } from "./goModule.mjs";

const goModule = "tools/pulumi";
const sources = ["go.mod", "go.sum", "generate-sdk/main.go"];

/**
 * Path of Pulumi's SDK generator, which is built once for each state of its sources.
 * @param {(detail: string) => void} say
 */
export async function sdkGenerator(say) {
    const executable = join(cacheFolder, `generate-sdk-${await sourceHash()}`);
    if (!isExecutable(executable)) {
        await mkdir(cacheFolder, { recursive: true });
        const part = `${executable}.${process.pid}.part`;
        await buildGoCommand({ module: goModule, target: "./generate-sdk", output: part }, say);
        await rename(part, executable);
    }
    return executable;
}

async function sourceHash() {
    const hash = createHash("sha256");
    for (const source of sources) {
        hash.update(await readFile(join(rootFolder, goModule, source)));
    }
    return hash.digest("hex").slice(0, 12);
}
