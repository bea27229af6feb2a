import type { Element } from "./element";
import { textAt } from "./query";
import { reading, type Reading } from "./reading";

/** A pool's inputs, those that its XML tells. */
export const readPool = (pool: Element): Reading =>
    reading({
        name: textAt(pool, "name"),
        uuid: textAt(pool, "uuid"),
        path: textAt(pool, "target", "path"),
    });
