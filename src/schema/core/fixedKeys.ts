import { z } from "zod";

/** What a name stands for that nobody sets, as it is the same everywhere. */
export interface FixedKey {
    readonly value: string;
    readonly because: string;
}

/** Names that an object does not have, and that people write who know them from elsewhere. */
export const fixedKeys = z.registry<{ readonly keys: Readonly<Record<string, FixedKey>> }>();
