import { z } from "zod";

/** What a program has to say where a resource reads, writes or takes what is not its lab's own. */
export const BEYOND = "this reaches beyond the lab" as const;

export const Accept = z
    .literal(BEYOND, { error: `must be "${BEYOND}"` })
    .optional()
    .describe(
        `"${BEYOND}": it may have what is not the lab's own, such as devices of the host, or files outside the folder of the project and of libvirt's pools. Default: it may not, unless it has that already.`,
    );
