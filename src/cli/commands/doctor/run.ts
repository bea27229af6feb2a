import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { withProgress } from "../../output/progress";
import { exitCodes } from "../../../errors";
import { printResult } from "../../output/result";
import { runChecks } from "./runChecks";
import { doctorTable, hasProblem } from "./doctorTable";
import { hostChecks } from "./hostChecks";
import { libvirtChecks } from "./libvirtChecks";
import { machineProbe } from "./machineProbe";
import { programChecks } from "./programChecks";
import { screenCheck } from "./screenCheck";

export interface DoctorOptions {
    readonly uri?: string;
    readonly json?: boolean;
}

const CHECKS = [...programChecks, ...libvirtChecks, screenCheck, ...hostChecks];

/** Checks whether labs can run here, and returns the exit code. */
export async function doctor(
    io: Io,
    { uri: option, json = false }: DoctorOptions,
): Promise<number> {
    const uri = hostUri(option, io.environment);
    const { probe, close } = machineProbe(uri, io);
    const results = await withProgress(io, "checking this machine", () => runChecks(CHECKS, probe));
    await close();
    io.signal.throwIfAborted();
    const isHealthy = !hasProblem(results);
    printResult(io, json, { ok: isHealthy, checks: results }, doctorTable(io.out, results));
    return isHealthy ? exitCodes.done : exitCodes.failed;
}
