import { z } from "zod";
import { CleanState } from "./cleanState";
import { ObjectName, Text, Uuid } from "../core/leaves";
import { ReadyWhen } from "../domain/readyWhen";
import { resourceSchema } from "../core/resource";

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the memory file in its pool. Default: the resource's name, a dash and eight digits that change when the clean state must be taken again.",
    ),
    domain: Uuid.describe("UUID of the domain; it must run when its clean state is taken."),
    pool: ObjectName.describe(
        "Name of the pool for the memory file, which is about as large as the guest's memory.",
    ),
    hardware: Text.optional().describe(
        "Text that changes with what the guest sees and with its image: the clean state is then taken again. Default: none, only a refresh notices.",
    ),
    readyWhen: ReadyWhen.optional().describe(
        "What the guest has to show after it has started from its clean disks, before the clean state is taken again; the first time it is taken at once. Default: nothing.",
    ),
    resetTrigger: Text.optional().describe(
        "Any text: when it changes, the guest goes back to its clean state. Default: none.",
    ),
});
export type DomainSaveImage = z.infer<typeof inputs>;

// https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainSaveFlags
export const DomainSaveImage = resourceSchema({
    token: "libvirt:index:DomainSaveImage",
    description:
        "A clean state: a guest's memory in a file, and its disks frozen as they were at that moment. The guest writes on layers beside them, until a reset throws those away and goes on from the memory. When it must be taken again, the guest first goes back to the frozen disks and starts from them. Deletion writes the layers back into the disks.",
    inputs,
    outputs: z.object({
        path: z.string().describe("Path of the memory file on the libvirt host."),
        ...CleanState.shape,
    }),
    rules: [],
    effects: {
        name: "replace",
        domain: "replace",
        pool: "replace",
        hardware: "replace",
        readyWhen: "none",
        resetTrigger: { add: "reset", update: "reset", delete: "none" },
    },
});
