import * as fc from "fast-check";
import {
    fromStruct,
    hasUnknown,
    isUnknown,
    parseUrn,
    rpcError,
    toStruct,
    UNKNOWN,
} from "../../../src/provider/lifecycle/wire";

test("returns what was sent", () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), {
        noNullPrototype: true,
    });
    // Protobuf builds plain objects by assignment, which treats this key specially.
    const sendable = json.filter((one) => !JSON.stringify(one).includes('"__proto__":'));
    fc.assert(
        fc.property(sendable, (properties) => {
            const plain = JSON.parse(JSON.stringify(properties)) as unknown;
            expect(fromStruct(toStruct(properties))).toEqual(plain);
        }),
    );
});

test("leaves out undefined values at any depth", () => {
    const properties = { a: undefined, b: { c: undefined, d: 1 }, e: [{ f: undefined }] };
    expect(fromStruct(toStruct(properties))).toStrictEqual({ b: { d: 1 }, e: [{}] });
    expect(fromStruct(undefined)).toEqual({});
});

test.each([
    ["a text", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"],
    ["a boolean", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"],
    ["a number", "3eeb2bf0-c639-47a8-9e75-3b44932eb421"],
    ["a list", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"],
    ["an asset", "030794c1-ac77-496b-92df-f27374a8bd58"],
    ["an archive", "e48ece36-62e2-4504-bad9-02848725956a"],
    ["an object", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"],
])("recognises an unknown %s", (_kind, value) => {
    expect(isUnknown(value)).toBe(true);
    expect(hasUnknown({ a: [{ b: value }] })).toBe(true);
});

test.each([[""], ["04da6b54"], [0], [null], [undefined], [[UNKNOWN]]])("%j is known", (value) => {
    expect(isUnknown(value)).toBe(false);
});

test.each([[""], [1], [null], [{ a: [1, { b: "c" }] }]])("nothing in %j is unknown", (value) => {
    expect(hasUnknown(value)).toBe(false);
});

test.each([
    ["urn:pulumi:dev::lab::libvirt:index:Pool::p", "libvirt:index:Pool", "p"],
    [
        "urn:pulumi:dev::lab::xplab:index:Lab$xplab:index:Machine$libvirt:index:Domain::a",
        "libvirt:index:Domain",
        "a",
    ],
    ["urn:pulumi:dev::lab::libvirt:index:Pool::a::b $c", "libvirt:index:Pool", "a::b $c"],
    ["nonsense", "", ""],
])("parses %s as type %s and name %s", (urn, type, name) => {
    expect(parseUrn(urn)).toEqual({ type, name });
});

test("sends an error's text unchanged", () => {
    expect(rpcError("what. remedy.")).toEqual({ code: 2, details: "what. remedy." });
});
