import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/**
 * The folder of Pulumi.yaml, where paths in the configuration begin. The program runs in that of its main file, which is in
 * the package when the project has no program of its own.
 */
export function projectFolder(): string {
    const told = pulumi.getRootDirectory();
    // Older language hosts do not tell it, and the SDK then says "rootDirectory".
    if (isAbsolute(told)) return told;
    const [program = ""] = process.cwd().split("/node_modules/");
    return nearestProject(program) ?? program;
}

function nearestProject(folder: string): string | undefined {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    const parent = dirname(folder);
    return parent === folder ? undefined : nearestProject(parent);
}
