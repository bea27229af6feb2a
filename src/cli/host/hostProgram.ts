import type { Io } from "../output/io";
import { runProgram, type Ended } from "../../process/runProgram";
import { findExecutable } from "../../process/findExecutable";

export type HostIo = Pick<Io, "environment" | "signal">;

/** Runs a program of the host, found as `findExecutable` does; undefined when it is not installed. */
export async function runHostProgram(
    { environment: env, signal }: HostIo,
    program: string,
    args: readonly string[],
): Promise<Ended | undefined> {
    const path = findExecutable(program, env);
    return path === undefined ? undefined : runProgram(path, args, { env, signal });
}

/** The first line of what a program printed on standard error, without its full stop. */
export const firstLineOf = (stderr: string): string =>
    stderr.trim().split("\n")[0]?.replace(/\.$/, "") ?? "";
