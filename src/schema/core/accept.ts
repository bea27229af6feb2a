import { z } from "zod";

/** What a program has to say where a resource reads, writes or takes what is not its lab's own. */
export const BEYOND = "this reaches beyond the lab" as const;

export const Accept = z
    .literal(BEYOND, { error: `must be "${BEYOND}"` })
    .optional()
    .describe(
        `Must be "${BEYOND}" when the resource uses something outside the lab: a host device, or a file outside the project's folder and libvirt's pools. Default: none; what the resource already uses remains allowed.`,
    );
