import { z } from "zod";
import { Accept } from "./core/accept";
import { AbsolutePath, ObjectName, Uuid } from "./core/leaves";
import { resourceSchema } from "./core/resource";

// https://libvirt.org/formatstorage.html#storage-pool-xml
export const Pool = resourceSchema({
    token: "libvirt:index:Pool",
    description:
        "A storage pool of type dir: a folder on the libvirt host that holds volumes. Deletion removes the folder if it is empty, and is refused while it holds volumes.",
    inputs: z.strictObject({
        name: ObjectName.optional().describe(
            "Name of the pool, unique on the host. Default: the resource's name.",
        ),
        uuid: Uuid.optional().describe(
            "UUID of the pool. Default: derived from the owner and the URN at creation, then kept.",
        ),
        path: AbsolutePath.describe(
            "Folder on the libvirt host. Created if missing, with mode 0711 so that QEMU's user can pass through.",
        ),
        autostart: z
            .boolean()
            .default(true)
            .describe("Whether the pool starts with the host. Default: true."),
        active: z
            .boolean()
            .default(true)
            .describe(
                "Whether the pool is started. While it is not, libvirt does not see its volumes. Default: true.",
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
