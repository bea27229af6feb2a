import { join } from "node:path";
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { absoluteInput } from "../args/folders";

/** A disk for files to copy from the guest. */
export interface ResultsArgs {
    /**
     * Folder on the machine where Pulumi runs, relative to the program's working directory (in stack configuration, to the
     * project's folder); `~/` is the home folder. The machine's output `results.folder` is the subfolder with the machine's name.
     */
    folder: pulumi.Input<string>;
    /**
     * Size of the disk in MiB, 64 to 32768. It uses host space only for what is written to it. An existing disk keeps its size.
     * @default 1024
     */
    sizeMiB?: pulumi.Input<number>;
}

/** Where the results of a machine are. */
export interface ResultsOutput {
    /** Volume `pool/name` that the guest writes to. */
    volume: string;
    /** Folder for `xplab results` to write to. */
    folder: string;
}

const DEFAULT_SIZE_MIB = 1024;

/** A disk that Windows finds formatted: FAT32, whose root folder takes any number of files. */
export function makeResults(
    machine: string,
    { sizeMiB = DEFAULT_SIZE_MIB }: ResultsArgs,
    pool: pulumi.Input<string>,
    parent: pulumi.Resource,
): libvirt.Volume {
    const capacityBytes = pulumi.output(sizeMiB).apply((size) => size * 2 ** 20);
    const filesystem = { type: "fat32", label: "RESULTS" };
    const args = { pool, format: "qcow2", capacityBytes, filesystem };
    return new libvirt.Volume(`${machine}-results`, args, { parent });
}

export const resultsOutput = (
    machine: string,
    { folder }: ResultsArgs,
    { id }: libvirt.Volume,
): pulumi.Output<ResultsOutput> =>
    pulumi
        .all([id, absoluteInput(folder)])
        .apply(([volume, path]) => ({ volume, folder: join(path, machine) }));
