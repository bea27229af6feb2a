import { exitCodes } from "./exitCodes";
import { defineError } from "./userError";

/** Any failure without a definition of its own. */
export const bug = defineError<{ message: string }>({
    code: "bug",
    title: "xplab failed unexpectedly",
    what: ({ message }) => `This is a bug in xplab, not in your program: ${message}.`,
    remedy:
        "Report it with this text, the command that you ran, and the versions of xplab, Pulumi, libvirt and QEMU. " +
        "Leave out passwords, product keys and the stack's state.",
    example: { message: "TypeError: Cannot read properties of null (reading 'disks')" },
    exitCode: exitCodes.bug,
});
