import * as pulumi from "@pulumi/pulumi";
import { LabNetwork } from "../../../src/components/network/labNetwork";
import { Machine, type MachineArgs } from "../../../src/components/machine/machine";
import { promiseOf, recordResources } from "../recording";

beforeEach(async () => {
    await recordResources();
});

test("a machine of its own is checked as one of a lab is", async () => {
    const network = new LabNetwork("lan");
    await promiseOf(network.filter);
    const args = {
        lab: "lab",
        machine: "Bad Name",
        image: "golden",
        pool: "pool",
        network,
        vcpus: 0,
    };
    expect(
        () => new Machine("xp", { ...args, edition: "xp", memory: 1 } as unknown as MachineArgs),
    ).toThrow(
        new pulumi.RunError(
            [
                'Machine "xp" cannot be made:',
                '  machine must be lower-case letters, digits and dashes and begin with a letter, not "Bad Name" [malformed]',
                '  image must be a volume id of the form "pool/volume", not "golden" [malformed]',
                "  vcpus must be 1 or more, not 0 [too-small]",
                '  edition must be "home", "professional" or "professional-x64", not "xp" [not-one-of]',
                "  memory is not a known property; did you mean memoryMiB? [unknown-key]",
            ].join("\n"),
        ),
    );
});
