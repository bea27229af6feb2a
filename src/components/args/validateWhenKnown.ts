import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { Edition, Wanted } from "../../xp/editions";
import type { Hal } from "../../xp/hardware/hal";
import { hardwareViolations } from "../../xp/hardware/hardwareViolations";
import { checkArgs, isOutput } from "./checkArgs";

/** A value that an edition and a HAL take: what is known has been judged with the other arguments, an Output is when it is known. */
export function validateWhenKnown(
    machine: string,
    { edition, hal }: { readonly edition: Edition; readonly hal?: Hal | undefined },
    field: keyof Wanted,
    value: pulumi.Input<number>,
): pulumi.Input<number> {
    if (!isOutput(value)) return value;
    return pulumi.output(value).apply((known) => {
        const rule = () => hardwareViolations(edition, { hal, [field]: known });
        checkArgs(`Machine "${machine}"`, z.unknown(), [rule], {});
        return known;
    });
}

/** What can be judged with the other arguments. */
export const withoutOutputs = <W extends Wanted>(wanted: W): W => ({
    ...wanted,
    memoryMiB: plain(wanted.memoryMiB),
    vcpus: plain(wanted.vcpus),
});

const plain = (value: number | undefined) => (isOutput(value) ? undefined : value);
