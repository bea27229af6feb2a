import { z } from "zod";
import { REACHES } from "../xp/reach/reach";

const folder = z.string().regex(/^\/[^\x00-\x1f]*$/, "must be an absolute path");

/** What a machine's root allows everybody who runs Pulumi there. Omitted fields have no limit. */
export const policyShape = z.strictObject({
    /** Greatest reach that a network may have. */
    maxReach: z.enum(REACHES).optional(),
    /** Devices of the host that a guest may have: paths such as /dev/ttyUSB0, and USB devices as vendor:product. */
    devices: z.array(z.string()).optional(),
    /** Folders where files may be read and written, besides those of the project and of libvirt's pools. */
    folders: z.array(folder).optional(),
    /** Whether a domain may use an emulator other than the host's QEMU. */
    emulator: z.boolean().optional(),
    /** Whether a domain may have extraXml. */
    extraXml: z.boolean().optional(),
});
export type HostPolicy = DeepReadonly<z.infer<typeof policyShape>>;

type DeepReadonly<T> = { readonly [K in keyof T]: Readonly<T[K]> };
