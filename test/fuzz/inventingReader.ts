import type { Codec } from "../../src/libvirt/xdr/codec";
import { XdrReader } from "../../src/libvirt/xdr/reader";
import { XdrWriter } from "../../src/libvirt/xdr/writer";
import type { Random } from "./random";

const letters = Buffer.from("abcdefghijklmnopqrstuvwxyz<>/\"' äö");

/** Gives whatever a codec asks for, and keeps the bytes: a message that the codec understands. */
class InventingReader extends XdrReader {
    readonly written = new XdrWriter();
    readonly #random: Random;

    constructor(random: Random) {
        super(Buffer.alloc(0));
        this.#random = random;
    }

    /** Mostly 0 or 1, as it may be a truth value; else it is the length of something. */
    override u32(): number {
        const value = this.#random.below(this.#random.below(20) === 0 ? 8 : 2);
        return this.#kept(value, () => this.written.u32(value));
    }

    override i32(): number {
        return this.#kept(this.#random.below(9) - 1, (value) => this.written.i32(value));
    }

    override u64(): bigint {
        return this.#kept(BigInt(this.#random.below(2 ** 32)), (value) => this.written.u64(value));
    }

    override i64(): bigint {
        return this.#kept(BigInt(this.#random.below(99)) - 50n, (value) => this.written.i64(value));
    }

    override double(): number {
        return this.#kept(this.#random.below(1000) / 7, (value) => this.written.double(value));
    }

    override fixed(byteCount: number): Buffer {
        const at = this.#random.below(letters.length);
        const bytes = Buffer.alloc(byteCount, letters.subarray(at, at + 1));
        return this.#kept(bytes, (value) => this.written.fixed(value));
    }

    #kept<T>(value: T, write: (value: T) => void): T {
        write(value);
        return value;
    }
}

/** Bytes that `codec` reads well, made without knowing what it reads. */
export function invent(codec: Codec<unknown>, random: Random): Buffer {
    for (;;) {
        const reader = new InventingReader(random);
        try {
            codec.read(reader);
            return Buffer.from(reader.written.bytes());
        } catch {
            // A truth value of 5, or a type that there is not: the next attempt has others.
        }
    }
}
