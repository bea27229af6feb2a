import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import {
    Server,
    ServerCredentials,
    type sendUnaryData,
    type ServerUnaryCall,
    type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { describe } from "../../errors";
import { PartialFailure } from "../lifecycle/errors";
import { initFailedError } from "./responses";
import type { Lifeline } from "./lifeline";
import { Peers } from "./refuseStrangers";
import type { Service } from "./service";
import { rpcError } from "../lifecycle/wire";

/** The limit of Pulumi's own plugins (sdk/go/common/util/rpcutil). */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** The served calls; gRPC itself answers others as unimplemented. */
const CALLS = [
    "handshake",
    "attach",
    "getPluginInfo",
    "getSchema",
    "checkConfig",
    "diffConfig",
    "configure",
    "check",
    "diff",
    "create",
    "read",
    "update",
    "delete",
    "invoke",
    "cancel",
] as const satisfies readonly (keyof Service)[];

export interface Served {
    /** On the loopback. */
    readonly port: number;
    /** Closes the port and all connections at once. */
    readonly close: () => void;
}

/** Serves the service on a loopback port to the user of this process. */
export async function serve(service: Service, lifeline: Lifeline): Promise<Served> {
    const calls: UntypedServiceImplementation = {};
    for (const name of CALLS) {
        // Each method takes the request of its own call: the table pairs them by name.
        const method = service[name].bind(service) as (request: unknown) => unknown;
        calls[name] = answer(method, service, lifeline);
    }
    const peers = new Peers();
    const server = new Server({
        "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
        "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
        interceptors: [peers.refuseStrangers],
    });
    server.addService(ResourceProviderService, calls);
    const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
    const listener = createServer((connection) => {
        peers.meet(connection);
        injector.injectConnection(connection);
    }).listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo; // of a port, never of a UNIX socket
    const close = () => {
        listener.close();
        server.forceShutdown();
    };
    return { port, close };
}

/** Answers after all messages that explain the answer have arrived. */
function answer(method: (request: unknown) => unknown, service: Service, lifeline: Lifeline) {
    return (call: ServerUnaryCall<unknown, unknown>, reply: sendUnaryData<unknown>): void => {
        const done = lifeline.hold(async () => {
            try {
                return await method(call.request);
            } finally {
                await service.flush();
            }
        });
        done.then(
            (response) => reply(null, response),
            (error: unknown) => reply(errorOf(error)),
        );
    };
}

const errorOf = (error: unknown) =>
    error instanceof PartialFailure
        ? initFailedError(error.id, error.outputs, describe(error.cause).message)
        : rpcError(describe(error).message);
