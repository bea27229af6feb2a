import { z } from "zod";
import { CleanState } from "./cleanState";
import { ObjectName, Text, Uuid } from "../core/leaves";
import { ReadyWhen } from "../domain/readyWhen";
import { resourceSchema } from "../core/resource";

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the memory file in its pool. Default: the resource's name, a dash and eight hexadecimal digits that change when the clean state must be taken again.",
    ),
    domain: Uuid.describe(
        "UUID of the domain, which must be running when its clean state is taken.",
    ),
    pool: ObjectName.describe(
        "Name of the pool for the memory file, which is about as large as the guest's memory.",
    ),
    hardware: Text.optional().describe(
        "Text that changes with the guest's hardware and its image. When it changes, the clean state is taken again. Default: none; without it, only a refresh detects such a change.",
    ),
    readyWhen: ReadyWhen.optional().describe(
        "Conditions that the guest must meet after starting from its clean disks, before the clean state is taken again. The first one is taken at once. Default: none.",
    ),
    resetTrigger: Text.optional().describe(
        "Any text. When it changes, the guest returns to its clean state. Default: none.",
    ),
});
export type DomainSaveImage = z.infer<typeof inputs>;

// https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainSaveFlags
export const DomainSaveImage = resourceSchema({
    token: "libvirt:index:DomainSaveImage",
    description:
        "A clean state: a guest's memory in a file, and its disks frozen at the same moment. The guest writes to layers on top of the disks. A reset discards the layers and resumes from the memory. To take the clean state again, the guest is first started from the frozen disks. Deletion writes the layers back into the disks.",
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
