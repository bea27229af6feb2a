import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import type { BEYOND } from "../../schema/core/accept";
import { expand, type Naming } from "../../xp/machineNames";
import { absoluteInput } from "../args/folders";

/** Files for the guest, on a CD in its drive. */
export interface MediaArgs {
    /**
     * Folder on the machine where Pulumi runs, relative to the program's working directory (in stack configuration, to the
     * project's folder); `~/` is the home folder. The CD holds everything in it. When a file changes, `pulumi up` changes the
     * CD in the drive of the running guest.
     */
    folder: pulumi.Input<string>;
}

interface WithMedia extends Naming {
    readonly media?: MediaArgs | undefined;
    readonly accept?: typeof BEYOND | undefined;
}

/** CDs by machine. Those that `count` makes of one have one in common, which stays while there are any. */
export function makeMedia(
    lab: string,
    machines: Readonly<Record<string, WithMedia>>,
    pool: pulumi.Input<string>,
    parent: pulumi.Resource,
): Readonly<Record<string, libvirt.Volume>> {
    const made = Object.entries(machines).flatMap(([key, settings]) => {
        if (settings.media === undefined) return [];
        const source = { folder: absoluteInput(settings.media.folder) };
        const { accept } = settings;
        const args = { pool, format: "raw", source, ...(accept !== undefined && { accept }) };
        const nameOf = (machine: string) => `${lab}-${machine}-media`;
        const aliases = (settings.formerNames ?? []).map((former) => ({ name: nameOf(former) }));
        const volume = new libvirt.Volume(nameOf(key), args, { parent, aliases });
        return expand({ [key]: settings }).map(({ name }) => [name, volume] as const);
    });
    return Object.fromEntries(made);
}
