import { z } from "zod";
import { volumeXml } from "../../../src/xml/storage/volume";
import { testGoldens } from "../goldens";

/** The layout that the handler gives to libvirt: the inputs and more. */
const Layout = z.strictObject({
    name: z.string(),
    format: z.enum(["qcow2", "raw"]),
    capacityBytes: z.int(),
    access: z.strictObject({ mode: z.string(), group: z.int() }).optional(),
    clusterSizeKiB: z.int().optional(),
    extendedL2: z.boolean().optional(),
    encryption: z.strictObject({ secret: z.string() }).optional(),
    backing: z.strictObject({ file: z.string(), format: z.string() }).optional(),
});

testGoldens("volume", (input) => volumeXml(Layout.parse(input)));
