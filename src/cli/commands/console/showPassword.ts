import { storedDefinition } from "../../../cleanState/reset";
import { exitCodes, passwordMissing } from "../../../errors";
import { attributesAt } from "../../../xml/tree/query";
import type { Io } from "../../output/io";
import { printResult } from "../../output/result";
import { handleOf } from "../../host/machine";
import { onMachine } from "../../host/machineOnHost";

export interface PasswordOptions {
    readonly uri?: string;
    readonly json?: boolean;
}

/** Prints the password of a machine's screen, which libvirt reveals to users who may change the machine; returns the exit code. */
export async function showPassword(
    io: Io,
    name: string,
    { uri, json = false }: PasswordOptions,
): Promise<number> {
    const result = await onMachine(io, { name, uri }, async ({ libvirt, machine: found }) => {
        const { machine } = found;
        const stored = await storedDefinition(libvirt, handleOf(found));
        const { passwd: password } = attributesAt(stored, "devices", "graphics");
        if (password === undefined) throw passwordMissing({ machine });
        return { machine, password };
    });
    printResult(io, json, result, `${result.password}\n`);
    return exitCodes.done;
}
