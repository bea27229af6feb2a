import { exitCodes } from "../../../errors";
import { chooseMachine } from "../../host/chooseMachine";
import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { onHost } from "../../host/onHost";
import { withProgress } from "../../output/progress";
import { printResult } from "../../output/result";
import { assess } from "./assess";
import { auditTable } from "./auditTable";
import { localHost } from "./localHost";
import { lookAtHost } from "./lookAtHost";
import type { HostView } from "./view";

export interface AuditOptions {
    readonly strict?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

/** Reports how machines are less isolated than their labs declare, and returns the exit code. */
export async function auditMachines(
    io: Io,
    names: readonly string[],
    { strict = false, uri: option, json = false }: AuditOptions,
): Promise<number> {
    const uri = hostUri(option, io.environment);
    const view = await withProgress(io, "checking the host", () =>
        onHost(uri, (libvirt) => lookAtHost(libvirt, localHost(io)), io.signal),
    );
    const machines = chosen(names, view, uri);
    const { findings, unseen } = assess(machines, view);
    const isWeak =
        findings.some(({ severity }) => strict || severity === "problem") ||
        (strict && unseen.length > 0);
    const result = { uri, ok: !isWeak, machines: machines.length, findings, unseen };
    printResult(io, json, result, auditTable(io.out, result));
    return isWeak ? exitCodes.failed : exitCodes.done;
}

function chosen(names: readonly string[], { domains }: HostView, uri: string) {
    const all = domains.map(({ machine }) => machine);
    const wanted =
        names.length === 0
            ? all.filter(({ isOurs }) => isOurs)
            : names.map((name) => chooseMachine(name, all, uri));
    return domains.filter(({ machine }) => wanted.includes(machine));
}
