/** Appends values to a growing buffer in XDR (RFC 4506): big-endian, every item padded to four bytes. */
export class XdrWriter {
    #buffer = Buffer.alloc(256);
    #length = 0;

    u32(value: number): void {
        const at = this.#grow(4);
        this.#buffer.writeUInt32BE(value, at);
    }

    i32(value: number): void {
        const at = this.#grow(4);
        this.#buffer.writeInt32BE(value, at);
    }

    u64(value: bigint): void {
        const at = this.#grow(8);
        this.#buffer.writeBigUInt64BE(value, at);
    }

    i64(value: bigint): void {
        const at = this.#grow(8);
        this.#buffer.writeBigInt64BE(value, at);
    }

    double(value: number): void {
        const at = this.#grow(8);
        this.#buffer.writeDoubleBE(value, at);
    }

    /** Writes the bytes without their length, padded with zeros. */
    fixed(bytes: Uint8Array): void {
        const padding = -bytes.length & 3;
        const at = this.#grow(bytes.length + padding);
        // The rest of the buffer is zeros.
        this.#buffer.set(bytes, at);
    }

    /** The bytes written so far; valid until the next write. */
    bytes(): Buffer {
        return this.#buffer.subarray(0, this.#length);
    }

    #grow(byteCount: number): number {
        const at = this.#length;
        this.#length += byteCount;
        if (this.#length > this.#buffer.length) {
            const larger = Buffer.alloc(Math.max(this.#length, this.#buffer.length * 2));
            larger.set(this.#buffer.subarray(0, at));
            this.#buffer = larger;
        }
        return at;
    }
}
