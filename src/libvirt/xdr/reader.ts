import { ProtocolError } from "../errors";

/** Reads values from XDR bytes; throws a {@link ProtocolError} past the end. */
export class XdrReader {
    readonly #bytes: Buffer;
    #position = 0;

    constructor(bytes: Buffer) {
        this.#bytes = bytes;
    }

    get remaining(): number {
        return this.#bytes.length - this.#position;
    }

    u32(): number {
        return this.#bytes.readUInt32BE(this.#take(4));
    }

    i32(): number {
        return this.#bytes.readInt32BE(this.#take(4));
    }

    u64(): bigint {
        return this.#bytes.readBigUInt64BE(this.#take(8));
    }

    i64(): bigint {
        return this.#bytes.readBigInt64BE(this.#take(8));
    }

    double(): number {
        return this.#bytes.readDoubleBE(this.#take(8));
    }

    /** Reads `byteCount` bytes and the padding after them. */
    fixed(byteCount: number): Buffer {
        const at = this.#take(byteCount);
        const padding = -byteCount & 3;
        this.#take(padding);
        return this.#bytes.subarray(at, at + byteCount);
    }

    #take(byteCount: number): number {
        if (byteCount > this.remaining) {
            throw new ProtocolError(
                `A message from libvirt ends at byte ${this.#bytes.length}, ` +
                    `but ${byteCount} bytes were due at byte ${this.#position}.`,
            );
        }
        const at = this.#position;
        this.#position += byteCount;
        return at;
    }
}
