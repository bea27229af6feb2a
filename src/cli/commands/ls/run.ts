import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { listMachines } from "../../host/listMachines";
import { machineTable } from "./machineTable";
import { onHost } from "../../host/onHost";
import { withProgress } from "../../output/progress";
import { printResult } from "../../output/result";

export interface LsOptions {
    readonly all?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

/** Shows the machines on a host as a table, or as JSON. */
export async function showMachines(io: Io, options: LsOptions): Promise<void> {
    const { all = false, json = false } = options;
    const uri = hostUri(options.uri, io.environment);
    const found = await withProgress(io, "asking libvirt", () =>
        onHost(uri, listMachines, io.signal),
    );
    const machines = found.filter(({ isOurs }) => all || isOurs);
    const text =
        machines.length > 0 ? machineTable(io.out, machines) : noMachines(uri, found.length > 0);
    printResult(io, json, { uri, machines }, text);
}

function noMachines(uri: string, hasOthers: boolean): string {
    const hint = hasOthers ? ' ("xplab ls --all" lists other domains)' : "";
    return `No machines of xplab at ${uri}${hint}.\nStart with "xplab new mylab".\n`;
}
