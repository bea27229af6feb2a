import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What xplab's own package.json says. */
export interface Manifest {
    readonly version: string;
    readonly private?: boolean;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

/** The folder that xplab is installed in. */
export const PACKAGE = join(__dirname, "../..");

export const readManifest = (): Manifest =>
    JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as Manifest; // our own file
