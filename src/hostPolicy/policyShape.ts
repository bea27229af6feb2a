import { z } from "zod";
import { REACHES } from "../xp/reach/reach";

const folder = z.string().regex(/^\/[^\x00-\x1f]*$/, "must be an absolute path");

/** What the root of a machine allows to all who run Pulumi on it. What is left out has no bound. */
export const policyShape = z.strictObject({
    /** Farthest reach that a network may have. */
    maxReach: z.enum(REACHES).optional(),
    /** Devices of the host that a guest may have: paths such as /dev/ttyUSB0, and USB devices as vendor:product. */
    devices: z.array(z.string()).optional(),
    /** Folders in which files may be read and written, besides the project's own and those of libvirt's pools. */
    folders: z.array(folder).optional(),
    /** Whether a domain may name a program that is not the host's QEMU. */
    emulator: z.boolean().optional(),
    /** Whether a domain may have XML that no property says. */
    extraXml: z.boolean().optional(),
});
export type HostPolicy = DeepReadonly<z.infer<typeof policyShape>>;

type DeepReadonly<T> = { readonly [K in keyof T]: Readonly<T[K]> };
