import fc from "fast-check";

import { ProtocolError } from "../../../src/libvirt/errors";
import { type Codec, decode, encode } from "../../../src/libvirt/xdr/codec";
import {
    array,
    constant,
    nothing,
    optional,
    struct,
    withDefault,
} from "../../../src/libvirt/xdr/composites";
import { bool, double, i32, i64, opaque, string, u32, u64 } from "../../../src/libvirt/xdr/scalars";
import { typedParameters, type TypedValue } from "../../../src/libvirt/xdr/typedParameters";
import { uuid } from "../../../src/libvirt/xdr/uuid";

const anyText = fc
    .string({ unit: "binary" })
    .filter((text) => Buffer.from(text).toString() === text && !text.includes("\0"));
const anyI32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyU32 = fc.nat({ max: 2 ** 32 - 1 });
const anyI64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const anyU64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function roundTrips<T>(codec: Codec<T>, arbitrary: fc.Arbitrary<T>): void {
    fc.assert(
        fc.property(arbitrary, (value) => {
            const bytes = encode(codec, value);
            expect(bytes.length % 4).toBe(0);
            expect(decode(codec, bytes)).toEqual(value);
        }),
    );
}

describe("decode(encode(x)) is x", () => {
    test("u32", () => roundTrips(u32, anyU32));
    test("i32", () => roundTrips(i32, anyI32));
    test("u64", () => roundTrips(u64, anyU64));
    test("i64", () => roundTrips(i64, anyI64));
    test("double", () => roundTrips(double, fc.double()));
    test("bool", () => roundTrips(bool, fc.boolean()));
    test("string", () => roundTrips(string, anyText));
    test("uuid", () => roundTrips(uuid, fc.uuid()));
    test("optional", () => roundTrips(optional(string), fc.option(anyText, { nil: undefined })));
    test("array", () => roundTrips(array(u64), fc.array(anyU64)));

    test("opaque", () => {
        fc.assert(
            fc.property(fc.uint8Array(), (value) => {
                expect(Buffer.from(value).equals(decode(opaque, encode(opaque, value)))).toBe(true);
            }),
        );
    });

    test("struct", () => {
        const codec = struct({ name: string, size: u64, note: optional(string) });
        const shape = { name: anyText, size: anyU64, note: anyText };
        roundTrips(codec, fc.record(shape, { requiredKeys: ["name", "size"] }));
    });

    test("typed parameters", () => {
        const value: fc.Arbitrary<TypedValue> = fc.oneof(
            fc.record({ type: fc.constant("int" as const), value: anyI32 }),
            fc.record({ type: fc.constant("uint" as const), value: anyU32 }),
            fc.record({ type: fc.constant("llong" as const), value: anyI64 }),
            fc.record({ type: fc.constant("ullong" as const), value: anyU64 }),
            fc.record({ type: fc.constant("double" as const), value: fc.double() }),
            fc.record({ type: fc.constant("boolean" as const), value: fc.boolean() }),
            fc.record({ type: fc.constant("string" as const), value: anyText }),
        );
        roundTrips(typedParameters, fc.array(fc.record({ field: anyText, value })));
    });
});

describe("bytes", () => {
    test.each<[string, Buffer, string]>([
        ["i32", encode(i32, -2), "fffffffe"],
        ["u64", encode(u64, 2n ** 40n), "0000010000000000"],
        ["bool", encode(bool, true), "00000001"],
        ["string with padding", encode(string, "xp1"), "00000003" + "78703100"],
        ["string of four bytes", encode(string, "xp12"), "00000004" + "78703132"],
        ["no value", encode(optional(u32), undefined), "00000000"],
        ["a value", encode(optional(u32), 7), "00000001" + "00000007"],
        ["array", encode(array(u32), [5, 6]), "00000002" + "00000005" + "00000006"],
        [
            "uuid",
            encode(uuid, "6BA7B810-9dad-11d1-80b4-00c04fd430c8"),
            "6ba7b8109dad11d180b400c04fd430c8",
        ],
        [
            "typed parameter",
            encode(typedParameters, [{ field: "bps", value: { type: "ullong", value: 9n } }]),
            "00000001" + // one parameter
                "00000003" + // length of its name
                "62707300" + // "bps", padded
                "00000004" + // VIR_TYPED_PARAM_ULLONG
                "0000000000000009",
        ],
    ])("%s", (_name, bytes, hex) => {
        expect(bytes.toString("hex")).toBe(hex);
    });

    test("writes a string longer than the writer's first buffer", () => {
        const long = "x".repeat(100_000);
        expect(decode(string, encode(string, long))).toBe(long);
    });

    test("sends an absent member with its default, and reads it as usual", () => {
        const codec = struct({ flags: withDefault(u32, 3) });
        expect(encode(codec, {}).toString("hex")).toBe("00000003");
        expect(decode(codec, encode(codec, { flags: 7 }))).toEqual({ flags: 7 });
    });

    test("reads an absent member as no property", () => {
        const codec = struct({ note: optional(string) });
        expect(Object.keys(decode(codec, encode(codec, {})))).toEqual([]);
    });

    test("encodes nothing as no bytes", () => {
        expect(encode(nothing, undefined)).toEqual(Buffer.alloc(0));
        expect(decode(nothing, Buffer.alloc(0))).toBeUndefined();
    });

    test("accepts a string of 4 MiB", () => {
        const longest = "x".repeat(4194304);
        expect(decode(string, encode(string, longest)) === longest).toBe(true);
    });

    test("sends a constant, and ignores it when reading", () => {
        const codec = struct({ needResults: constant(u32, 1), count: u32 });
        const bytes = encode(codec, { count: 2 });
        expect(bytes.toString("hex")).toBe("00000001" + "00000002");
        expect(decode(codec, bytes)).toEqual({ count: 2 });
    });
});

describe("refuses from the wire", () => {
    test.each<[string, () => unknown, string]>([
        [
            "a value that is cut off",
            () => decode(u64, Buffer.alloc(6)),
            "A message from libvirt ends at byte 6, but 8 bytes were due at byte 0.",
        ],
        [
            "bytes after the last member",
            () => decode(u32, Buffer.alloc(8)),
            "A message from libvirt has 4 bytes after its last member.",
        ],
        [
            "a boolean that is neither",
            () => decode(bool, Buffer.from("00000002", "hex")),
            "A boolean from libvirt is 2; it must be 0 or 1.",
        ],
        [
            "a string over 4 MiB",
            () => decode(string, Buffer.from("00400001", "hex")),
            "A value from libvirt claims 4194305 bytes; the limit is 4194304.",
        ],
        [
            "a count that the message has no room for",
            () => decode(array(u32), Buffer.from("ffffffff" + "00000001", "hex")),
            "A message from libvirt ends at byte 8, but 4 bytes were due at byte 8.",
        ],
        [
            "an unknown typed parameter",
            () => decode(typedParameters, Buffer.from("00000001" + "00000000" + "00000008", "hex")),
            "A typed parameter from libvirt has unknown type 8.",
        ],
    ])("%s", (_name, act, message) => {
        expect(act).toThrow(new ProtocolError(message));
        expect(act).toThrow(ProtocolError);
    });
});

describe("refuses from the caller", () => {
    test.each<[string, () => unknown, string]>([
        [
            "a UUID that is none",
            () => encode(uuid, "xp1"),
            '"xp1" is not a UUID. Write one such as "6ba7b810-9dad-11d1-80b4-00c04fd430c8".',
        ],
        ...["6ba7b810-9dad-11d1-80b4-00c04fd430c8x", "x6ba7b810-9dad-11d1-80b4-00c04fd430c8"].map(
            (value): [string, () => unknown, string] => [
                `a UUID with more around it: ${value}`,
                () => encode(uuid, value),
                `"${value}" is not a UUID. ` +
                    'Write one such as "6ba7b810-9dad-11d1-80b4-00c04fd430c8".',
            ],
        ),
        [
            "long text with a NUL, of which it shows the beginning",
            () => encode(string, "\0" + "x".repeat(99)),
            `The text "\\u0000${"x".repeat(59)}" contains a NUL character. Remove it.`,
        ],
        [
            "text with a NUL",
            () => encode(string, "a\0b"),
            'The text "a\\u0000b" contains a NUL character. Remove it.',
        ],
        [
            "text over 4 MiB",
            () => encode(string, "x".repeat(4194305)),
            "A value of 4194305 bytes is longer than libvirt takes. " +
                "Keep it at or below 4194304 bytes.",
        ],
    ])("%s", (_name, act, message) => {
        expect(act).toThrow(new RangeError(message));
    });

    test.each<[string, () => unknown]>([
        ["a negative u32", () => encode(u32, -1)],
        ["an i32 that is too large", () => encode(i32, 2 ** 31)],
        ["a negative u64", () => encode(u64, -1n)],
        ["an i64 that is too large", () => encode(i64, 2n ** 63n)],
    ])("%s", (_name, act) => {
        expect(act).toThrow("is out of range");
    });
});
