import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { listMachines } from "../../host/listMachines";
import { machineTable } from "./machineTable";
import { onHost } from "../../host/onHost";
import { withProgress } from "../../output/progress";

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
    if (json) io.out.write(`${JSON.stringify({ uri, machines }, undefined, 2)}\n`);
    else if (machines.length > 0) io.out.write(machineTable(io.out, machines));
    else io.out.write(nothingThere(uri, found.length > 0));
}

function nothingThere(uri: string, hasOthers: boolean): string {
    const more = hasOthers ? " (xplab ls --all shows what else is there)" : "";
    return `No machines of xplab at ${uri}${more}.\nBegin with "xplab new mylab".\n`;
}
