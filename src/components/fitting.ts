import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { unfit, type Edition, type Wanted } from "../xp/editions";
import { checkArgs, isOutput } from "./checkArgs";

/** A value that an edition takes: what is known has been judged with the other arguments, an Output is when it is known. */
export function fitting(
    machine: string,
    edition: Edition,
    field: keyof Wanted,
    value: pulumi.Input<number>,
): pulumi.Input<number> {
    if (!isOutput(value)) return value;
    return pulumi.output(value).apply((known) => {
        const rule = () => unfit(edition, { [field]: known });
        checkArgs(`Machine "${machine}"`, z.unknown(), [rule], {});
        return known;
    });
}
