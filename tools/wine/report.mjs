// @ts-check
import { isDeepStrictEqual } from "node:util";

const MOST_SHOWN = 20;

/** Counts comparisons, and shows the first that differ. */
export class Report {
    #count = 0;
    #differing = 0;

    /** @param {string} title */
    constructor(title) {
        this.title = title;
    }

    /**
     * @param {string} what
     * @param {unknown} seen
     * @param {unknown} wanted
     */
    compare(what, seen, wanted) {
        this.#count += 1;
        if (isDeepStrictEqual(seen, wanted)) return;
        this.#differing += 1;
        if (this.#differing > MOST_SHOWN) return;
        console.log(`  ${what}: ${shown(seen)}, but the product expects ${shown(wanted)}`);
    }

    /** Prints the counts, and returns whether all is as expected. */
    end() {
        console.log(`${this.title}: ${this.#count} compared, ${this.#differing} differ`);
        return this.#count > 0 && this.#differing === 0;
    }
}

/** @param {unknown} value */
const shown = (value) => (value === undefined ? "nothing" : JSON.stringify(value));
