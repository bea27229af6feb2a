import { status, type ServiceError } from "@grpc/grpc-js";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** A property bag as Pulumi sends it. */
export type Properties = { readonly [key: string]: unknown };

/** Stands for a value that is not known yet (sdk/go/common/resource/plugin/rpc.go: UnknownStringValue and its kin). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const UNKNOWNS = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
    "030794c1-ac77-496b-92df-f27374a8bd58", // asset
    "e48ece36-62e2-4504-bad9-02848725956a", // archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

export const isUnknown = (value: unknown): boolean =>
    typeof value === "string" && UNKNOWNS.has(value);

/** Whether a value contains an unknown at any depth. */
export function hasUnknown(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(hasUnknown);
    if (isRecord(value)) return Object.values(value).some(hasUnknown);
    return isUnknown(value);
}

export const isRecord = (value: unknown): value is Properties =>
    typeof value === "object" && value !== null && !Array.isArray(value);

/** The entries of a record that are objects; the check refuses others. */
export const entriesOf = (record: unknown): [string, Properties][] =>
    isRecord(record)
        ? Object.entries(record).filter((entry): entry is [string, Properties] =>
              isRecord(entry[1]),
          )
        : [];

export function fromStruct(struct: Struct | undefined): Properties {
    return struct === undefined ? {} : struct.toJavaScript();
}

/** Leaves out undefined values, which a Struct cannot hold. */
export function toStruct(properties: Properties): Struct {
    // JSON drops undefined, at any depth; what is left is what a Struct can hold.
    const plain = JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>;
    return Struct.fromJavaScript(plain);
}

/** Type and name of a resource from `urn:pulumi:stack::project::parents$type::name`. */
export function parseUrn(urn: string): { type: string; name: string } {
    const [, , types = "", ...name] = urn.split("::");
    return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

/** A gRPC error with the text as it is. */
export const rpcError = (message: string): Partial<ServiceError> => ({
    code: status.UNKNOWN,
    details: message,
});
