import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { Failure } from "../schema/failures";
import { propertyOf, type Change } from "./diff";
import type { Created } from "./resource";
import { toStruct, type Properties } from "./wire";

/** The provider's plain answers as messages of Pulumi's protocol. */

export function checkResponse(inputs: Properties, failures: readonly Failure[]): rpc.CheckResponse {
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

/** Differences that are no reason to replace anything. */
export function plainDiffResponse(changes: readonly Change[]): rpc.DiffResponse {
    const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
    const response = new rpc.DiffResponse();
    response.setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE);
    response.setDiffsList(propertiesOf(changes));
    return response;
}

const { ADD_REPLACE, DELETE_REPLACE, UPDATE_REPLACE } = rpc.PropertyDiff.Kind;
const KIND = { add: ADD_REPLACE, delete: DELETE_REPLACE, update: UPDATE_REPLACE } as const;

/** Differences of which each replaces the resource, field by field. */
export function replacementResponse(
    changes: readonly Change[],
    deleteBeforeReplace: boolean,
): rpc.DiffResponse {
    const response = plainDiffResponse(changes);
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

/** In a preview nothing has been made and there is no id. */
export function createResponse({ id, outputs }: Partial<Created>): rpc.CreateResponse {
    const response = new rpc.CreateResponse();
    if (id !== undefined) response.setId(id);
    response.setProperties(toStruct(outputs ?? {}));
    return response;
}

const propertiesOf = (changes: readonly Change[]) => [
    ...new Set(changes.map(({ path }) => propertyOf(path))),
];
