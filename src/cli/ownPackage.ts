import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The fields of package.json that are used here. */
export interface Manifest {
    readonly version: string;
    readonly private?: boolean;
    readonly license?: string;
    readonly bin?: Readonly<Record<string, string>>;
    readonly engines?: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

/** An entry of npm's lock file. */
export interface Package {
    readonly version?: string;
    /** Whether only xplab's own build and tests need it. */
    readonly dev?: boolean;
    readonly link?: boolean;
}

/** Packages by their path below the project, such as node_modules/zod. */
export interface LockFile {
    readonly lockfileVersion: number;
    readonly packages: Readonly<Record<string, Package>>;
}

/** The folder that xplab is installed in. */
export const PACKAGE = join(__dirname, "../..");

export const readManifest = (): Manifest =>
    JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as Manifest; // our own file

export const readLockFile = (): LockFile =>
    JSON.parse(readFileSync(join(PACKAGE, "npm-shrinkwrap.json"), "utf8")) as LockFile; // our own file
