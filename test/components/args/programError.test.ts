import * as pulumi from "@pulumi/pulumi";
import { programError } from "../../../src/components/args/programError";

test("is told as it is, without the stack that Pulumi would colour", () => {
    const error = programError("The lab cannot be made:", ["a is wrong", "b is required"]);
    const text = "The lab cannot be made:\n  a is wrong\n  b is required";
    expect([pulumi.RunError.isInstance(error), error.message, error.stack]).toEqual([
        true,
        text,
        text,
    ]);
});
