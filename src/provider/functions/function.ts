import type { z } from "zod";
import type { Libvirt } from "../../libvirt";
import type { FunctionSchema } from "../../schema/core/function";

/** A function that reads the host and changes nothing there. */
export interface FunctionHandler<S extends FunctionSchema = FunctionSchema> {
    readonly schema: S;
    call(args: z.infer<S["args"]>, libvirt: Libvirt): Promise<z.infer<S["result"]>>;
}
