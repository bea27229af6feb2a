import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { changesBetween } from "./diff";
import { Engine } from "./engine";
import { UserError } from "./errors";
import type { Lifeline } from "./lifeline";
import { Provider } from "./provider";
import { configFailures } from "./providerConfig";
import type { CallContext } from "./resource";
import { checkResponse, createResponse, plainDiffResponse, replacementResponse } from "./responses";
import { fromStruct, isUnknown, toStruct } from "./wire";

export interface ServiceOptions {
    readonly version: string;
    /** Text of schema.json. */
    readonly schema: () => string;
    readonly lifeline: Lifeline;
    /** Called when the engine has connected by Attach: it did not start this process and does not end it. */
    readonly onAttach: () => void;
}

/** Pulumi's provider protocol (proto/pulumi/provider.proto) in front of the provider, a method a call. */
export class Service {
    readonly #options: ServiceOptions;
    readonly #provider = new Provider();
    #engine: Engine | undefined;

    constructor(options: ServiceOptions) {
        this.#options = options;
    }

    /** Resolves when the user has been told everything so far. */
    async flush(): Promise<void> {
        await this.#engine?.flush();
    }

    handshake(request: rpc.ProviderHandshakeRequest) {
        this.#engine = new Engine(request.getEngineAddress());
        return new rpc.ProviderHandshakeResponse();
    }

    attach(request: plugin.PluginAttach) {
        this.#options.onAttach();
        this.#engine = new Engine(request.getAddress());
        return new Empty();
    }

    getPluginInfo() {
        const info = new plugin.PluginInfo();
        info.setVersion(this.#options.version);
        return info;
    }

    getSchema() {
        const response = new rpc.GetSchemaResponse();
        response.setSchema(this.#options.schema());
        return response;
    }

    checkConfig(request: rpc.CheckRequest) {
        const [news, olds] = [fromStruct(request.getNews()), fromStruct(request.getOlds())];
        return checkResponse(news, configFailures(news, olds));
    }

    /** Never a replacement: a changed URI would recreate everything elsewhere, or silently nothing. */
    diffConfig(request: rpc.DiffRequest) {
        return plainDiffResponse(changesOf(request));
    }

    configure(request: rpc.ConfigureRequest) {
        const id = request.getId();
        const known = id === "" || isUnknown(id) ? undefined : id;
        this.#provider.configure(fromStruct(request.getArgs()), known);
        const response = new rpc.ConfigureResponse();
        response.setSupportspreview(true);
        return response;
    }

    async check(request: rpc.CheckRequest) {
        const [news, olds] = [fromStruct(request.getNews()), fromStruct(request.getOlds())];
        const { inputs, failures } = await this.#provider.check(request.getUrn(), news, olds);
        return checkResponse(inputs, failures);
    }

    diff(request: rpc.DiffRequest) {
        const { changes, deleteBeforeReplace } = this.#provider.diff(
            request.getUrn(),
            fromStruct(request.getOldInputs()),
            fromStruct(request.getNews()),
        );
        return replacementResponse(changes, deleteBeforeReplace);
    }

    async create(request: rpc.CreateRequest) {
        const [urn, inputs] = [request.getUrn(), fromStruct(request.getProperties())];
        if (request.getPreview())
            return createResponse({ outputs: this.#provider.previewCreate(urn, inputs) });
        const signal = within(request.getTimeout(), this.#options.lifeline.signal);
        return createResponse(await this.#provider.create(urn, inputs, signal, this.#log(urn)));
    }

    async read(request: rpc.ReadRequest) {
        const [id, state] = [request.getId(), fromStruct(request.getProperties())];
        const outputs = await this.#provider.read(request.getUrn(), id, state);
        const response = new rpc.ReadResponse();
        // Without an id the engine takes it for gone.
        if (outputs === undefined) return response;
        response.setId(id);
        response.setProperties(toStruct(outputs));
        response.setInputs(request.getInputs());
        return response;
    }

    async delete(request: rpc.DeleteRequest) {
        const [urn, state] = [request.getUrn(), fromStruct(request.getProperties())];
        const { signal } = this.#options.lifeline;
        await this.#provider.delete(urn, request.getId(), state, signal, this.#log(urn));
        return new Empty();
    }

    cancel() {
        this.#options.lifeline.end();
        return new Empty();
    }

    #log(urn: string): CallContext["log"] {
        return (severity, message) => this.#engine?.log(severity, urn, message);
    }
}

const changesOf = (request: rpc.DiffRequest) =>
    changesBetween(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));

/** A signal that also fires after a time limit in seconds; 0 stands for none. */
function within(seconds: number, signal: AbortSignal): AbortSignal {
    if (seconds === 0) return signal;
    const limit = new AbortController();
    const late = new UserError(
        `It took longer than ${seconds} s.`,
        "Look at what the host is busy with, or raise customTimeouts.create.",
    );
    setTimeout(() => limit.abort(late), seconds * 1000).unref();
    return AbortSignal.any([signal, limit.signal]);
}
