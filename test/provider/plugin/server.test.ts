import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb";
import { objectGone } from "../../../src/errors";
import { Lifeline } from "../../../src/provider/plugin/lifeline";
import { serve } from "../../../src/provider/plugin/server";
import { Service } from "../../../src/provider/plugin/service";

/** What the engine gets for a failed call. */
async function toldOf(error: unknown): Promise<string> {
    const lifeline = new Lifeline(() => undefined);
    const schema = () => {
        throw error;
    };
    const service = new Service({
        version: "1.0.0",
        schema,
        lifeline,
        parent: process.ppid,
        onAttach: () => undefined,
    });
    const { port, close } = await serve(service, lifeline);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
    try {
        return await new Promise((resolve, reject) =>
            client.getSchema(new GetSchemaRequest(), (failed: ServiceError | null) =>
                failed === null ? reject(new Error("It succeeded.")) : resolve(failed.details),
            ),
        );
    } finally {
        client.close();
        close();
    }
}

test("shows errors that the user can fix", async () => {
    expect(await toldOf(objectGone({ kind: "Pool", name: "xp" }))).toBe(
        'Pool "xp" is no longer on the host. Run "pulumi refresh" to record that, then run again to recreate it. [gone]',
    );
});

test("shows any other error as a bug, with its place", async () => {
    const defect = new TypeError("x is not a function");
    defect.stack = "TypeError: x is not a function\n    at one (/a.js:1:1)";
    expect(await toldOf(defect)).toBe(
        "This is a bug in xplab, not in your program: TypeError: x is not a function. " +
            "Report it with this text, the command that you ran, and the versions of xplab, Pulumi, libvirt and QEMU. " +
            "Leave out passwords, product keys and the stack's state. [bug]\n" +
            "    at one (/a.js:1:1)",
    );
});
