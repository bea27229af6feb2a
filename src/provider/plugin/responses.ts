import { Metadata, status } from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Failure } from "../../schema/core/failures";
import type { Change } from "../../schema/core/effects";
import type { Answer, Difference } from "./answers";
import type { Created, Observed } from "../lifecycle/resource";
import { rpcError, toStruct, type Properties } from "../lifecycle/wire";

/** Turns the provider's plain answers into messages of Pulumi's protocol. */

export function checkResponse(inputs: Properties, failures: readonly Failure[]): rpc.CheckResponse {
    const response = new rpc.CheckResponse();
    response.setInputs(toStruct(inputs));
    response.setFailuresList(failures.map(failureOf));
    return response;
}

function failureOf({ property, reason }: Failure): rpc.CheckFailure {
    const failure = new rpc.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    return failure;
}

/** Differences that replace nothing. */
export function plainDiffResponse(changes: readonly Change[]): rpc.DiffResponse {
    const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
    const response = new rpc.DiffResponse();
    response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
    response.setDiffsList(propertiesOf(changes));
    return response;
}

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = rpc.PropertyDiff.Kind;
const IN_PLACE = { add: ADD, delete: DELETE, update: UPDATE } as const;
const REPLACING = { add: ADD_REPLACE, delete: DELETE_REPLACE, update: UPDATE_REPLACE } as const;

/** Differences by field, with those that replace the resource. */
export function diffResponse({ changes, deleteBeforeReplace }: Difference): rpc.DiffResponse {
    const response = plainDiffResponse(changes);
    response.setReplacesList(propertiesOf(changes.filter(({ effect }) => effect === "replace")));
    response.setDeletebeforereplace(deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    for (const { path, kind, effect } of changes) {
        const detail = new rpc.PropertyDiff();
        detail.setKind((effect === "replace" ? REPLACING : IN_PLACE)[kind]);
        detail.setInputdiff(true);
        response.getDetaileddiffMap().set(path, detail);
    }
    return response;
}

/** A preview has no id. */
export function createResponse({ id, outputs }: Partial<Created>): rpc.CreateResponse {
    const response = new rpc.CreateResponse();
    if (id !== undefined) response.setId(id);
    response.setProperties(toStruct(outputs ?? {}));
    return response;
}

/** To the engine, an answer without an id means that the object is gone. */
export function readResponse(observed: Observed | undefined): rpc.ReadResponse {
    const response = new rpc.ReadResponse();
    if (observed === undefined) return response;
    response.setId(observed.id);
    response.setInputs(toStruct(observed.inputs));
    response.setProperties(toStruct(observed.outputs));
    return response;
}

export function invokeResponse({ result, failures }: Answer): rpc.InvokeResponse {
    const response = new rpc.InvokeResponse();
    response.setReturn(toStruct(result));
    response.setFailuresList(failures.map(failureOf));
    return response;
}

export function updateResponse(outputs: Properties): rpc.UpdateResponse {
    const response = new rpc.UpdateResponse();
    response.setProperties(toStruct(outputs));
    return response;
}

/** Makes the engine keep the resource with these outputs and update it in the next run (google.rpc.Status in the trailers). */
export function initFailedError(id: string, outputs: Properties, reason: string) {
    const detail = new rpc.ErrorResourceInitFailed();
    detail.setId(id);
    detail.setProperties(toStruct(outputs));
    detail.setReasonsList([reason]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const details = new Status();
    details.setCode(status.UNKNOWN);
    details.setMessage(reason);
    details.addDetails(any);
    const metadata = new Metadata();
    metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
    return { ...rpcError(reason), metadata };
}

const propertiesOf = (changes: readonly Change[]) => [
    ...new Set(changes.flatMap(({ keys }) => keys.slice(0, 1))),
];
