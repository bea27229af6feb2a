import type { Codec } from "../../src/libvirt/xdr/codec";
import { XdrReader } from "../../src/libvirt/xdr/reader";
import { XdrWriter } from "../../src/libvirt/xdr/writer";
import type { Random } from "./random";

const letters = Buffer.from("abcdefghijklmnopqrstuvwxyz<>/\"' äö");

/** Supplies whatever a codec reads, and records the bytes: a message that the codec accepts. */
class InventingReader extends XdrReader {
    readonly written = new XdrWriter();
    readonly #random: Random;

    constructor(random: Random) {
        super(Buffer.alloc(0));
        this.#random = random;
    }

    /** Mostly 0 or 1, because it may be a boolean; otherwise it is a length. */
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

/** Bytes that `codec` decodes, made without knowledge of it. */
export function invent(codec: Codec<unknown>, random: Random): Buffer {
    for (;;) {
        const reader = new InventingReader(random);
        try {
            codec.read(reader);
            return Buffer.from(reader.written.bytes());
        } catch {
            // A boolean of 5, or an unknown type: the next attempt has other values.
        }
    }
}
