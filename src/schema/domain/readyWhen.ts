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
                "Whether libvirt's DHCP server must have leased the guest an address since the start. Default: false.",
            ),
        serialText: Text.max(256, "must be at most 256 characters")
            .optional()
            .describe(
                "Text of 1 to 256 characters that the guest must have printed on COM1 since the start. Default: none.",
            ),
        guestAgent: z
            .boolean()
            .default(false)
            .describe(
                "Whether QEMU's guest agent must answer. Its channel is added with extraXml. Default: false.",
            ),
        tcpPort: z
            .int()
            .min(1)
            .max(65535)
            .optional()
            .describe(
                "TCP port, 1 to 65535, that must accept a connection from the libvirt host at a leased address. Default: none.",
            ),
        settleSeconds: z
            .int()
            .min(0)
            .max(3600)
            .default(0)
            .describe(
                "Seconds that the guest keeps running after meeting the conditions, 0 to 3600. Default: 0.",
            ),
        timeoutSeconds: z
            .int()
            .min(1)
            .max(86400)
            .default(DEFAULT_TIMEOUT_SECONDS)
            .describe(
                `Longest wait in seconds, 1 to 86400. A guest that is not ready by then keeps running, and the next update waits again. Default: ${DEFAULT_TIMEOUT_SECONDS}.`,
            ),
    })
    .meta({
        id: "ReadyWhen",
        description:
            "When a guest counts as ready: it has met all conditions, and has then run for settleSeconds.",
    });
export type ReadyWhen = z.infer<typeof ReadyWhen>;
