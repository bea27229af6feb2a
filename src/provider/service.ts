import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ConnectError, ConnectionLostError, LibvirtError, TimeoutError } from "../libvirt";
import type { Failure } from "../schema/failures";
import { changesBetween, propertyOf, type Change } from "./diff";
import { Engine } from "./engine";
import { UserError } from "./errors";
import type { Lifeline } from "./lifeline";
import { Provider, type Difference } from "./provider";
import { configFailures } from "./providerConfig";
import { fromStruct, isUnknown, rpcError, toStruct, type Properties } from "./wire";

export interface ServiceOptions {
    readonly version: string;
    /** Text of schema.json. */
    readonly schema: () => string;
    readonly lifeline: Lifeline;
    /** Called when the engine has connected by Attach: it did not start this process and does not end it. */
    readonly onAttach: () => void;
}

type Handler<Q, A> = (call: ServerUnaryCall<Q, A>, reply: sendUnaryData<A>) => void;

/** Pulumi's provider protocol (proto/pulumi/provider.proto) in front of the provider. */
export function createService(options: ServiceOptions): UntypedServiceImplementation {
    const { lifeline } = options;
    const provider = new Provider();
    let engine: Engine | undefined;

    /** Answers a call with what a function makes of its request. */
    function answer<Q, A>(respond: (request: Q) => A | Promise<A>): Handler<Q, A> {
        return (call, reply) => {
            const done = lifeline.hold(async () => {
                try {
                    return await respond(call.request);
                } finally {
                    await engine?.flush();
                }
            });
            done.then(
                (response) => reply(null, response),
                (error: unknown) => reply(rpcError(textOf(error))),
            );
        };
    }

    const logFor =
        (urn: string) =>
        (severity: "info" | "warning" | "status", message: string): void =>
            engine?.log(severity, urn, message);

    return {
        handshake: answer((request) => {
            engine = new Engine(request.getEngineAddress());
            return new rpc.ProviderHandshakeResponse();
        }),
        attach: answer((request) => {
            options.onAttach();
            engine = new Engine(request.getAddress());
            return new Empty();
        }),
        getPluginInfo: answer(() => {
            const info = new plugin.PluginInfo();
            info.setVersion(options.version);
            return info;
        }),
        getSchema: answer(() => {
            const response = new rpc.GetSchemaResponse();
            response.setSchema(options.schema());
            return response;
        }),
        checkConfig: answer((request) => {
            const news = fromStruct(request.getNews());
            return checkResponse(news, configFailures(news, fromStruct(request.getOlds())));
        }),
        // Never a replacement: a changed URI would recreate everything elsewhere, or silently nothing.
        diffConfig: answer((request) => {
            const changes = changesBetween(
                fromStruct(request.getOldInputs()),
                fromStruct(request.getNews()),
            );
            const response = new rpc.DiffResponse();
            response.setChanges(someOrNone(changes));
            response.setDiffsList(propertiesOf(changes));
            return response;
        }),
        configure: answer((request) => {
            const id = request.getId();
            const known = id === "" || isUnknown(id) ? undefined : id;
            provider.configure(fromStruct(request.getArgs()), known);
            const response = new rpc.ConfigureResponse();
            response.setSupportspreview(true);
            return response;
        }),
        check: answer(async (request) => {
            const [news, olds] = [fromStruct(request.getNews()), fromStruct(request.getOlds())];
            const { inputs, failures } = await provider.check(request.getUrn(), news, olds);
            return checkResponse(inputs, failures);
        }),
        diff: answer((request) => {
            const [olds, news] = [
                fromStruct(request.getOldInputs()),
                fromStruct(request.getNews()),
            ];
            return diffResponse(provider.diff(request.getUrn(), olds, news));
        }),
        create: answer(async (request) => {
            const [urn, inputs] = [request.getUrn(), fromStruct(request.getProperties())];
            const response = new rpc.CreateResponse();
            if (request.getPreview()) {
                response.setProperties(toStruct(provider.previewCreate(urn, inputs)));
                return response;
            }
            const signal = within(request.getTimeout(), lifeline.signal);
            const created = await provider.create(urn, inputs, signal, logFor(urn));
            response.setId(created.id);
            response.setProperties(toStruct(created.outputs));
            return response;
        }),
        read: answer(async (request) => {
            const [id, state] = [request.getId(), fromStruct(request.getProperties())];
            const outputs = await provider.read(request.getUrn(), id, state);
            const response = new rpc.ReadResponse();
            if (outputs === undefined) return response;
            response.setId(id);
            response.setProperties(toStruct(outputs));
            response.setInputs(request.getInputs());
            return response;
        }),
        delete: answer(async (request) => {
            const urn = request.getUrn();
            const state = fromStruct(request.getProperties());
            await provider.delete(urn, request.getId(), state, lifeline.signal, logFor(urn));
            return new Empty();
        }),
        cancel: answer(() => {
            lifeline.end();
            return new Empty();
        }),
    } satisfies Partial<IResourceProviderServer>;
}

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

function checkResponse(inputs: Properties, failures: readonly Failure[]): rpc.CheckResponse {
    const response = new rpc.CheckResponse();
    response.setInputs(toStruct(inputs));
    for (const { property, reason } of failures) {
        const failure = new rpc.CheckFailure();
        failure.setProperty(property);
        failure.setReason(reason);
        response.addFailures(failure);
    }
    return response;
}

const { ADD_REPLACE, DELETE_REPLACE, UPDATE_REPLACE } = rpc.PropertyDiff.Kind;
const KIND = { add: ADD_REPLACE, delete: DELETE_REPLACE, update: UPDATE_REPLACE } as const;

function diffResponse({ changes, deleteBeforeReplace }: Difference): rpc.DiffResponse {
    const response = new rpc.DiffResponse();
    response.setChanges(someOrNone(changes));
    response.setDiffsList(propertiesOf(changes));
    response.setReplacesList(propertiesOf(changes));
    response.setDeletebeforereplace(deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    for (const { path, kind } of changes) {
        const detail = new rpc.PropertyDiff();
        detail.setKind(KIND[kind]);
        detail.setInputdiff(true);
        response.getDetaileddiffMap().set(path, detail);
    }
    return response;
}

const someOrNone = (changes: readonly Change[]) =>
    changes.length > 0
        ? rpc.DiffResponse.DiffChanges.DIFF_SOME
        : rpc.DiffResponse.DiffChanges.DIFF_NONE;

const propertiesOf = (changes: readonly Change[]) => [
    ...new Set(changes.map(({ path }) => propertyOf(path))),
];

/** What the user can mend is told as it is; anything else is a bug and asks to be reported. */
function textOf(error: unknown): string {
    const expected = [UserError, LibvirtError, ConnectError, ConnectionLostError, TimeoutError];
    if (expected.some((kind) => error instanceof kind) && error instanceof Error)
        return error.message;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `This is a bug of the libvirt provider; please report it with this text: ${text}`;
}
