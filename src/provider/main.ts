import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Lifeline } from "./lifeline";
import { createService } from "./service";

/** As large as Pulumi's own plugins take (sdk/go/common/util/rpcutil). */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

const ROOT = join(__dirname, "..", "..");

/** Serves the provider on a port of the loopback, whose number the engine reads from standard output. */
export function main(): void {
    const lifeline = new Lifeline();
    const server = new Server({
        "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
        "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    });
    server.addService(
        ResourceProviderService,
        createService({
            version: versionOf(readFileSync(join(ROOT, "package.json"), "utf8")),
            schema: () => readFileSync(join(ROOT, "schema.json"), "utf8"),
            lifeline,
            onAttach: lifeline.watch(process.stdin, () => process.ppid),
        }),
    );
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error !== null) throw error;
        process.stdout.write(`${port}\n`);
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
        process.on(signal, () => lifeline.interrupt());
}

function versionOf(manifest: string): string {
    const { version } = JSON.parse(manifest) as { version: string }; // our own package.json
    return version;
}
