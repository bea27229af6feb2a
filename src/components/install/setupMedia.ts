import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { driverFolderInvalid, type Finding } from "../../errors";
import { DRIVER_FOLDER, validateDriverPaths } from "../../xp/setup/setupMedia";
import { checkArgs } from "../args/checkArgs";
import { absolute, foundIn, namesIn } from "../args/folders";

/** A second CD for the installation. */
export interface SetupMediaArgs {
    /**
     * Folder on the machine where Pulumi runs, relative to the program's working directory; `~/` is the home folder. The CD
     * holds everything in it.
     */
    folder: pulumi.Input<string>;
    /**
     * Folders in it that hold drivers, such as `NetKVM\xp\x86`: each with an .inf file and the files that it names. They are
     * copied to `C:\DRIVERS` on the image, and Windows looks for drivers there.
     * @default none
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
    pulumi.output(folder).apply((path) => {
        const place = absolute(path);
        checkArgs(what, z.unknown(), [() => driverFindings(place, driverFolders)], {});
        return { folder: place };
    });

/** What is wrong with folders as those of drivers. That there is no such CD at all the provider tells. */
export function driverFindings(folder: string, driverFolders: readonly string[]): Finding[] {
    if (namesIn(folder) === undefined) return [];
    const unfit = driverFolders.flatMap((one, index) => {
        const why = whyUnfit(folder, one);
        const place = ["media", "driverFolders", index];
        return why === undefined ? [] : [driverFolderInvalid(place, { folder: one, why })];
    });
    return [...validateDriverPaths({ driverFolders }), ...unfit];
}

function whyUnfit(folder: string, driverFolder: string): string | undefined {
    const place = foundIn(folder, driverFolder.split(/[\\/]/));
    if (place === undefined) return "is not there";
    const names = namesIn(place);
    if (names === undefined) return "is no folder";
    return names.some((name) => name.toLowerCase().endsWith(".inf")) ? undefined : "has none";
}
