import { z } from "zod";
import { Accept } from "./core/accept";
import { AbsolutePath, ObjectName, Uuid } from "./core/leaves";
import { resourceSchema } from "./core/resource";

// https://libvirt.org/formatstorage.html#storage-pool-xml
export const Pool = resourceSchema({
    token: "libvirt:index:Pool",
    description:
        "A storage pool of type dir: a folder on the libvirt host that holds volumes. Deleting it removes the folder when nothing is left in it, and is refused while volumes are.",
    inputs: z.strictObject({
        name: ObjectName.optional().describe(
            "Name of the pool, unique on the host. Default: the resource's name.",
        ),
        uuid: Uuid.optional().describe(
            "UUID of the pool. Default: drawn from the owner and the URN at creation, kept after.",
        ),
        path: AbsolutePath.describe(
            "Folder on the libvirt host. Made when missing (mode 0711, so that QEMU's user can pass through).",
        ),
        autostart: z
            .boolean()
            .default(true)
            .describe("Whether the pool starts with the host. Default: true."),
        active: z
            .boolean()
            .default(true)
            .describe(
                "Whether the pool runs; libvirt knows nothing of its volumes while it does not. Default: true.",
            ),
        accept: Accept,
    }),
    outputs: z.object({}),
    rules: [],
    effects: {
        name: "replace",
        uuid: "replace",
        path: "replace",
        autostart: "live",
        active: "power",
        accept: "none",
    },
});
export type Pool = z.infer<typeof Pool.inputs>;
