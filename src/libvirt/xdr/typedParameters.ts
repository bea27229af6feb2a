import { ProtocolError } from "../errors";
import type { Codec } from "./codec";
import { array, struct } from "./composites";
import { bool, double, i32, i64, string, u32, u64 } from "./scalars";

/** A value with its type (virTypedParameter). */
export type TypedValue =
    | { type: "int"; value: number }
    | { type: "uint"; value: number }
    | { type: "llong"; value: bigint }
    | { type: "ullong"; value: bigint }
    | { type: "double"; value: number }
    | { type: "boolean"; value: boolean }
    | { type: "string"; value: string };

export interface TypedParameter {
    field: string;
    value: TypedValue;
}

const typedValue: Codec<TypedValue> = {
    write(writer, { type, value }) {
        writer.i32(tags.indexOf(type) + 1);
        switch (type) {
            case "int":
                return i32.write(writer, value);
            case "uint":
                return u32.write(writer, value);
            case "llong":
                return i64.write(writer, value);
            case "ullong":
                return u64.write(writer, value);
            case "double":
                return double.write(writer, value);
            case "boolean":
                return bool.write(writer, value);
            case "string":
                return string.write(writer, value);
        }
    },
    read(reader) {
        const tag = reader.i32();
        const type = tags[tag - 1];
        if (type === undefined) {
            throw new ProtocolError(`A typed parameter from libvirt has unknown type ${tag}.`);
        }
        switch (type) {
            case "int":
                return { type, value: i32.read(reader) };
            case "uint":
                return { type, value: u32.read(reader) };
            case "llong":
                return { type, value: i64.read(reader) };
            case "ullong":
                return { type, value: u64.read(reader) };
            case "double":
                return { type, value: double.read(reader) };
            case "boolean":
                return { type, value: bool.read(reader) };
            case "string":
                return { type, value: string.read(reader) };
        }
    },
};

/** In the order of virTypedParameterType, which starts at 1. */
const tags = ["int", "uint", "llong", "ullong", "double", "boolean", "string"] as const;

export const typedParameters: Codec<TypedParameter[]> = array(
    struct({ field: string, value: typedValue }),
);
