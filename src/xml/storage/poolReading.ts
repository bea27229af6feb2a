import type { Element } from "../tree/element";
import { textAt } from "../tree/query";
import { reading, type Reading } from "../tree/reading";

/** A pool's inputs, those that its XML tells. */
export const readPool = (pool: Element): Reading =>
    reading({
        name: textAt(pool, "name"),
        uuid: textAt(pool, "uuid"),
        path: textAt(pool, "target", "path"),
    });
