import { z } from "zod";
import { Uuid } from "../core/leaves";

export const Encryption = z
    .strictObject({
        secret: Uuid.describe("UUID of the Secret that holds the passphrase."),
    })
    .meta({ id: "Encryption", description: "LUKS encryption inside a qcow2 image." });
export type Encryption = z.infer<typeof Encryption>;
