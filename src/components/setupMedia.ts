import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { driverFolderUnfit, type Finding } from "../errors";
import { DRIVER_FOLDER, driversFitPath } from "../xp/setup/setupMedia";
import { checkArgs } from "./checkArgs";
import { absolute } from "./folders";

export interface SetupMediaArgs {
    /** Folder on the machine where Pulumi runs, relative to the working directory, or `~/`; all in it is on the CD. */
    folder: pulumi.Input<string>;
    /**
     * Folders in it with drivers, an .inf and its files in each. They are kept in the image, and Windows looks there for
     * what it has no driver for, in every machine. @default none
     */
    driverFolders?: string[] | undefined;
}

export const SetupMediaShape = z.strictObject({
    folder: z.string().min(1, "must not be empty"),
    driverFolders: z
        .array(
            z.string().regex(DRIVER_FOLDER, "must be a folder of media, such as NetKVM\\xp\\x86"),
        )
        .optional(),
});

/** The CD's folder, once it is known that its drivers are there. */
export const checkedMedia = (what: string, { folder, driverFolders = [] }: SetupMediaArgs) =>
    pulumi.output(folder).apply(async (path) => {
        const place = absolute(path);
        const findings = await driverFindings(place, driverFolders);
        checkArgs(what, z.unknown(), [() => findings], {});
        return { folder: place };
    });

/** What is wrong with folders as those of drivers. That there is no such CD at all the provider tells. */
export async function driverFindings(
    folder: string,
    driverFolders: readonly string[],
): Promise<Finding[]> {
    if ((await namesIn(folder)) === undefined) return [];
    const each = driverFolders.map(async (one, index) => {
        const why = await whyUnfit(folder, one);
        return why === undefined
            ? []
            : [driverFolderUnfit(["media", "driverFolders", index], { folder: one, why })];
    });
    return [...driversFitPath({ driverFolders }), ...(await Promise.all(each)).flat()];
}

async function whyUnfit(folder: string, driverFolder: string): Promise<string | undefined> {
    let place = folder;
    for (const name of driverFolder.split(/[\\/]/)) {
        const names = await namesIn(place);
        const found = names?.find((one) => one.toLowerCase() === name.toLowerCase());
        if (found === undefined) return "is not there";
        place = join(place, found);
    }
    const names = await namesIn(place);
    if (names === undefined) return "is no folder";
    return names.some((name) => name.toLowerCase().endsWith(".inf")) ? undefined : "has none";
}

const namesIn = (folder: string): Promise<string[] | undefined> =>
    readdir(folder).catch(() => undefined);
