import { describe as described, interrupted, nameTaken, socketMissing } from "../../../src/errors";
import { LibvirtError } from "../../../src/libvirt";

test("shows an error for the user as it is", () => {
    const facts = { kind: "NetworkFilter", name: "lan", which: "UUID u" };
    expect(described(nameTaken(facts, { cause: new Error("libvirt's own") }))).toEqual({
        code: "name-taken",
        message:
            'NetworkFilter "lan" already exists on the host and does not belong to this stack (UUID u). ' +
            "Set name to another value, or remove the existing network filter. [name-taken]",
        exitCode: 1,
    });
});

test.each([
    ["socket-missing", socketMissing({ socket: "/s" }), 69],
    ["interrupted", interrupted(), 130],
])("%s has an exit code of its own", (code, error, exitCode) => {
    expect(described(error)).toEqual({ code, message: error.message, exitCode });
});

test("names the call that libvirt refused", () => {
    const message = "cannot create path '/srv': Permission denied";
    const details = { message, code: 38, domain: 18, level: 2, procedure: "storagePoolBuild" };
    expect(described(new LibvirtError(details))).toEqual({
        code: "libvirt-refuses",
        message:
            "libvirt refused storagePoolBuild: cannot create path '/srv': Permission denied. " +
            "Fix the reported problem on the host, and run again. [libvirt-refuses]",
        exitCode: 1,
    });
});

const DEFECT =
    "Report it with this text, the command that you ran, and the versions of xplab, Pulumi, libvirt and QEMU. " +
    "Leave out passwords, product keys and the stack's state. [bug]";

test("reports anything else as a defect, with its stack", () => {
    const error = new TypeError("no such thing.");
    error.stack = "TypeError: no such thing.\n    at one (/a.js:1:1)\n    at two (/b.js:2:2)";
    expect(described(error)).toEqual({
        code: "bug",
        message:
            `This is a bug in xplab, not in your program: TypeError: no such thing. ${DEFECT}\n` +
            "    at one (/a.js:1:1)\n    at two (/b.js:2:2)",
        exitCode: 70,
    });
});

test("reports a thrown value that is not an error as a defect", () => {
    expect(described("broken")).toEqual({
        code: "bug",
        message: `This is a bug in xplab, not in your program: broken. ${DEFECT}`,
        exitCode: 70,
    });
});
