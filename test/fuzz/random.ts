/** Mulberry32: small, fast, and the same numbers for the same seed everywhere. */
export class Random {
    #state: number;

    constructor(seed: number) {
        this.#state = seed >>> 0;
    }

    /** A whole number of at least 0 and less than `end`. */
    below(end: number): number {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let t = this.#state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * end);
    }

    pick<T>(items: readonly [T, ...T[]]): T {
        return items[this.below(items.length)] ?? items[0];
    }

    bytes(count: number): Buffer {
        return Buffer.from(Array.from({ length: count }, () => this.below(256)));
    }
}
