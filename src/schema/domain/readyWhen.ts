import { z } from "zod";
import { Text } from "../core/leaves";

export const DEFAULT_TIMEOUT_SECONDS = 300;

/** When a guest counts as ready: all that is asked for has been seen, and it has run on for a while after. */
export const ReadyWhen = z
    .strictObject({
        lease: z
            .boolean()
            .default(false)
            .describe(
                "Whether libvirt's DHCP server has leased it an address since the start. Default: false.",
            ),
        serialText: Text.max(256, "must be at most 256 characters")
            .optional()
            .describe("Text that it has printed on COM1 since the start. Default: none."),
        guestAgent: z
            .boolean()
            .default(false)
            .describe(
                "Whether QEMU's guest agent answers; the channel for it is extraXml's. Default: false.",
            ),
        tcpPort: z
            .int()
            .min(1)
            .max(65535)
            .optional()
            .describe(
                "TCP port that takes a connection from the libvirt host, at a leased address. Default: none.",
            ),
        settleSeconds: z
            .int()
            .min(0)
            .max(3600)
            .default(0)
            .describe("How long it then runs on before it counts, in seconds. Default: 0."),
        timeoutSeconds: z
            .int()
            .min(1)
            .max(86400)
            .default(DEFAULT_TIMEOUT_SECONDS)
            .describe(
                `How long all of it may take, in seconds, 1 to 86400. A guest that is not ready then stays, and the next update waits again. Default: ${DEFAULT_TIMEOUT_SECONDS}.`,
            ),
    })
    .meta({ id: "ReadyWhen", description: "When a guest counts as ready." });
export type ReadyWhen = z.infer<typeof ReadyWhen>;
