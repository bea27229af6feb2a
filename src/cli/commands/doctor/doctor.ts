import { hostUri } from "../../host/hostUri";
import type { Io } from "../../output/io";
import { withProgress } from "../../output/progress";
import { exitCodes } from "../../../errors";
import { examine } from "./examine";
import { findings, hasProblem } from "./findings";
import { hostChecks } from "./hostChecks";
import { libvirtChecks } from "./libvirtChecks";
import { machineProbe } from "./machineProbe";
import { programChecks } from "./programChecks";
import { screenCheck } from "./screenCheck";

export interface DoctorOptions {
    readonly uri?: string;
    readonly json?: boolean;
}

export const CHECKS = [...programChecks, ...libvirtChecks, screenCheck, ...hostChecks];

/** Says what keeps a lab from running here, and gives the exit code. */
export async function doctor(
    io: Io,
    { uri: option, json = false }: DoctorOptions,
): Promise<number> {
    const uri = hostUri(option, io.environment);
    const { probe, close } = machineProbe(uri, io);
    const results = await withProgress(io, "looking at this machine", () => examine(CHECKS, probe));
    await close();
    io.signal.throwIfAborted();
    const isHealthy = !hasProblem(results);
    io.out.write(
        json
            ? `${JSON.stringify({ ok: isHealthy, checks: results }, undefined, 2)}\n`
            : findings(io.out, results),
    );
    return isHealthy ? exitCodes.done : exitCodes.failed;
}
