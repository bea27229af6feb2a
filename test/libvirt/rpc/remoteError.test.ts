import { LibvirtError, ProtocolError } from "../../../src/libvirt/errors";
import { decodeRemoteError } from "../../../src/libvirt/rpc/remoteError";
import { noDomainError, text, word } from "../wire";

const none = word(0);
const some = word(1);
const uuid = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");

test("reads every member in its place", () => {
    const bytes = Buffer.concat([
        word(42), // code
        word(10), // domain
        Buffer.concat([some, text("why")]), // message
        word(2), // level
        Buffer.concat([some, text("xp1"), uuid, word(-1)]), // dom
        Buffer.concat([some, text("one")]), // str1
        Buffer.concat([some, text("two")]), // str2
        Buffer.concat([some, text("three")]), // str3
        word(-1), // int1
        word(-1), // int2
        Buffer.concat([some, text("isolated"), uuid]), // net
    ]);
    const error = decodeRemoteError(bytes, "domainReset");
    expect(error).toBeInstanceOf(LibvirtError);
    expect(error.message).toBe("why");
    expect(error).toMatchObject({
        code: 42,
        domain: 10,
        level: 2,
        procedure: "domainReset",
    });
    for (let end = 0; end < bytes.length; end += 1) {
        expect(() => decodeRemoteError(bytes.subarray(0, end), "p")).toThrow(ProtocolError);
    }
});

test("reports an error without a message", () => {
    const bytes = Buffer.concat([
        word(38), // code
        word(0), // domain
        none, // message
        word(1), // level
        ...Array.from({ length: 4 }, () => none), // dom, str1, str2, str3
        word(0), // int1
        word(0), // int2
        none, // net
    ]);
    expect(decodeRemoteError(bytes, "domainReset").message).toBe(
        "libvirt failed in domainReset with code 38 and no message.",
    );
});

test("refuses bytes after the last member", () => {
    const bytes = Buffer.concat([noDomainError("why"), none]);
    expect(() => decodeRemoteError(bytes, "p")).toThrow(
        new ProtocolError("A message from libvirt has 4 bytes after its last member."),
    );
});
