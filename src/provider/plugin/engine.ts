import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const SEVERITY = {
    status: LogSeverity.INFO,
    info: LogSeverity.INFO,
    warning: LogSeverity.WARNING,
} as const;

/** Sends messages for the user to the engine that started the plugin. */
export class Engine {
    readonly #client: EngineClient;
    readonly #sent = new Set<Promise<void>>();

    constructor(address: string) {
        this.#client = new EngineClient(address, credentials.createInsecure());
    }

    /** A status replaces the last one in the resource's row; other messages stay. */
    log(severity: keyof typeof SEVERITY, urn: string, message: string): void {
        const request = new LogRequest();
        request.setSeverity(SEVERITY[severity]);
        request.setUrn(urn);
        request.setMessage(message);
        request.setEphemeral(severity === "status");
        // If it cannot be delivered, nobody is left to read it.
        const sent = new Promise<void>((resolve) => this.#client.log(request, () => resolve()));
        this.#sent.add(sent);
        void sent.then(() => this.#sent.delete(sent));
    }

    /** Resolves when every message has arrived, so that no answer overtakes the lines that explain it. */
    async flush(): Promise<void> {
        await Promise.all(this.#sent);
    }
}
