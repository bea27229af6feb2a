import type { Element } from "../tree/element";
import { textAt } from "../tree/query";
import { reading, type Reading } from "../tree/reading";

/** The inputs that a pool's XML holds. */
export const readPool = (pool: Element): Reading =>
    reading({
        name: textAt(pool, "name"),
        uuid: textAt(pool, "uuid"),
        path: textAt(pool, "target", "path"),
    });
