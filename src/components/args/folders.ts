import { readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** A path that a user says: below a folder, unless it begins with `/` or `~/`. */
export const placeIn = (folder: string, path: string): string =>
    path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(folder, path);

/** The provider runs in a folder of its own: paths that a program says are relative to where the program runs. */
export const absolute = (path: string): string => placeIn(process.cwd(), path);

export const absoluteInput = (path: pulumi.Input<string>): pulumi.Input<string> =>
    typeof path === "string" ? absolute(path) : pulumi.output(path).apply(absolute);

/** What is in a folder; undefined where there is none that can be read. */
export function namesIn(folder: string): string[] | undefined {
    try {
        return readdirSync(folder);
    } catch {
        return undefined;
    }
}

/** Whether a file below a folder is in it, also when links lead to it. */
export function isIn(folder: string, file: string): boolean {
    try {
        return realpathSync(file).startsWith(realpathSync(folder) + sep);
    } catch {
        return false;
    }
}

/** Where a path below a folder leads, whose names are found in upper and lower case, as Windows finds them. */
export const foundIn = (folder: string, path: readonly string[]): string | undefined =>
    path.reduce<string | undefined>((place, name) => {
        const names = place === undefined ? undefined : namesIn(place);
        const found = names?.find((one) => one.toLowerCase() === name.toLowerCase());
        return place === undefined || found === undefined ? undefined : join(place, found);
    }, folder);
