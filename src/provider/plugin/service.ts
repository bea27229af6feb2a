import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { tookTooLong } from "../../errors";
import { changesBetween } from "../lifecycle/diff";
import { Engine } from "./engine";
import type { Lifeline } from "./lifeline";
import { lostRules } from "../network/lostRules";
import { Provider } from "./provider";
import { configFailures } from "./providerConfig";
import type { CallContext } from "../lifecycle/resource";
import {
    checkResponse,
    createResponse,
    diffResponse,
    invokeResponse,
    plainDiffResponse,
    readResponse,
    updateResponse,
} from "./responses";
import { fromStruct, isUnknown, type Properties } from "../lifecycle/wire";

export interface ServiceOptions {
    readonly version: string;
    /** Text of schema.json. */
    readonly schema: () => string;
    readonly lifeline: Lifeline;
    /** Process that started this one: the Pulumi command line. */
    readonly parent: number;
    /** Called when the engine attaches: then it did not start this process and does not end it. */
    readonly onAttach: () => void;
}

/** Pulumi's provider protocol (proto/pulumi/provider.proto), one method for each call. */
export class Service {
    readonly #options: ServiceOptions;
    readonly #provider: Provider;
    /** Warnings already given. */
    readonly #warned = new Set<string>();
    #engine: Engine | undefined;

    constructor(options: ServiceOptions) {
        this.#options = options;
        this.#provider = new Provider(options.parent);
    }

    /** Resolves when all messages so far have arrived. */
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

    /** Never replaces: with a changed URI that would recreate everything elsewhere, or silently nothing. */
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
        const urn = request.getUrn();
        const [news, olds] = [fromStruct(request.getNews()), fromStruct(request.getOlds())];
        const { inputs, failures } = await this.#provider.check(urn, news, olds, this.#log(urn));
        return checkResponse(inputs, failures);
    }

    async diff(request: rpc.DiffRequest) {
        const urn = request.getUrn();
        const [olds, news] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
        const id = request.getId();
        await this.warnOfLostRules(urn, fromStruct(request.getOlds()));
        return diffResponse(await this.#provider.diff(urn, id, olds, news, this.#log(urn)));
    }

    async create(request: rpc.CreateRequest) {
        const [urn, inputs] = [request.getUrn(), fromStruct(request.getProperties())];
        if (request.getPreview()) {
            return createResponse({ outputs: await this.#provider.previewCreate(urn, inputs) });
        }
        const signal = this.#within(request.getTimeout(), "create");
        return createResponse(await this.#provider.create(urn, inputs, signal, this.#log(urn)));
    }

    async read(request: rpc.ReadRequest) {
        const [urn, id] = [request.getUrn(), request.getId()];
        const inputs = fromStruct(request.getInputs());
        const state = fromStruct(request.getProperties());
        const seen = await this.#provider.read(urn, id, inputs, state);
        if (seen !== undefined) await this.warnOfLostRules(urn, seen.outputs);
        return readResponse(seen);
    }

    async update(request: rpc.UpdateRequest) {
        const urn = request.getUrn();
        const update = {
            id: request.getId(),
            oldInputs: fromStruct(request.getOldInputs()),
            state: fromStruct(request.getOlds()),
            news: fromStruct(request.getNews()),
        };
        const log = this.#log(urn);
        if (request.getPreview()) {
            return updateResponse(await this.#provider.previewUpdate(urn, update, log));
        }
        const signal = this.#within(request.getTimeout(), "update");
        return updateResponse(await this.#provider.update(urn, update, signal, log));
    }

    async delete(request: rpc.DeleteRequest) {
        const [urn, state] = [request.getUrn(), fromStruct(request.getProperties())];
        const signal = this.#within(request.getTimeout(), "delete");
        await this.#provider.delete(urn, request.getId(), state, signal, this.#log(urn));
        return new Empty();
    }

    async invoke(request: rpc.InvokeRequest) {
        const args = fromStruct(request.getArgs());
        return invokeResponse(await this.#provider.invoke(request.getTok(), args));
    }

    cancel() {
        this.#options.lifeline.end();
        return new Empty();
    }

    /** The lifeline's signal, combined with a time limit in seconds; 0 means none. */
    #within(seconds: number, operation: "create" | "update" | "delete"): AbortSignal {
        const { signal } = this.#options.lifeline;
        if (seconds === 0) return signal;
        const limit = new AbortController();
        const late = tookTooLong({ seconds, operation });
        setTimeout(() => limit.abort(late), seconds * 1000).unref();
        return AbortSignal.any([signal, limit.signal]);
    }

    /** Warns once per process, because a run asks for a resource more than once. */
    async warnOfLostRules(urn: string, state: Properties): Promise<void> {
        for (const text of await lostRules(urn, state)) {
            if (!this.#warned.has(`${urn} ${text}`)) this.#engine?.log("warning", urn, text);
            this.#warned.add(`${urn} ${text}`);
        }
    }

    #log(urn: string): CallContext["log"] {
        return (severity, message) => this.#engine?.log(severity, urn, message);
    }
}

const changesOf = (request: rpc.DiffRequest) =>
    changesBetween(fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
