import type { Codec, Decoded } from "./codec";
import { bool, u32 } from "./scalars";

const unmentioned = Symbol("unmentioned");
type Unmentioned = typeof unmentioned;

type Members = Record<string, Codec<unknown>>;
type Values<M extends Members> = {
    [K in keyof M as Decoded<M[K]> extends Unmentioned ? never : K]: Decoded<M[K]>;
};
type OptionalKey<V> = { [K in keyof V]: undefined extends V[K] ? K : never }[keyof V];
type Simplify<T> = { [K in keyof T]: T[K] };

/** An object with a property per member; members that can be undefined are optional. */
export type StructOf<M extends Members> = Simplify<
    Omit<Values<M>, OptionalKey<Values<M>>> & Partial<Pick<Values<M>, OptionalKey<Values<M>>>>
>;

/** The members in the order of `members`. */
export function struct<M extends Members>(members: M): Codec<StructOf<M>> {
    const codecs = Object.entries(members);
    return {
        write(writer, value) {
            const given = new Map<string, unknown>(Object.entries(value));
            for (const [name, codec] of codecs) {
                codec.write(writer, given.get(name));
            }
        },
        read(reader) {
            const entries = codecs
                .map(([name, codec]): [string, unknown] => [name, codec.read(reader)])
                .filter(([, value]) => value !== undefined && value !== unmentioned);
            // The entries come from M's own codecs, which the type checker cannot follow.
            return Object.fromEntries(entries) as StructOf<M>;
        },
    };
}

/** A member that is always sent with the same value and ignored when read. */
export function constant<T>(codec: Codec<T>, value: T): Codec<Unmentioned> {
    return {
        write: (writer) => codec.write(writer, value),
        read(reader) {
            codec.read(reader);
            return unmentioned;
        },
    };
}

/** An optional member, with the value that is sent without it. */
export function withDefault<T>(codec: Codec<T>, fallback: T): Codec<T | undefined> {
    return {
        write: (writer, value) => codec.write(writer, value ?? fallback),
        read: (reader) => codec.read(reader),
    };
}

export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
    return {
        write(writer, value) {
            bool.write(writer, value !== undefined);
            if (value !== undefined) {
                codec.write(writer, value);
            }
        },
        read: (reader) => (bool.read(reader) ? codec.read(reader) : undefined),
    };
}

export function array<T>(codec: Codec<T>): Codec<T[]> {
    return {
        write(writer, values) {
            u32.write(writer, values.length);
            for (const value of values) {
                codec.write(writer, value);
            }
        },
        read(reader) {
            // Elements are read one by one, so that a false count fails at the message's end instead of filling memory.
            const values: T[] = [];
            for (let left = u32.read(reader); left > 0; left -= 1) {
                values.push(codec.read(reader));
            }
            return values;
        },
    };
}

/** No bytes at all: the reply of a procedure that returns nothing. */
export const nothing: Codec<void> = {
    write() {},
    read() {},
};
