import { decodeLength, decodePacket, type Packet } from "./packet";

const lengthBytes = 4;

/** Cuts a byte stream into packets, however the transport splits or joins them. */
export class PacketParser {
    #chunks: Buffer[] = [];
    #byteCount = 0;
    /** Length of the packet in progress, once known. */
    #packetLength: number | undefined;

    /** Yields every packet that `chunk` completes; throws a ProtocolError for an invalid length. */
    *push(chunk: Buffer): Generator<Packet> {
        this.#chunks.push(chunk);
        this.#byteCount += chunk.length;
        while (this.#byteCount >= (this.#packetLength ?? lengthBytes)) {
            const bytes = this.#joined();
            this.#packetLength ??= decodeLength(bytes);
            if (bytes.length < this.#packetLength) {
                return;
            }
            const packet = decodePacket(bytes.subarray(0, this.#packetLength));
            this.#keep(bytes.subarray(this.#packetLength));
            yield packet;
        }
    }

    /** Copies each byte at most twice, however many chunks a packet came in. */
    #joined(): Buffer {
        const [first, ...rest] = this.#chunks;
        const bytes = first && rest.length === 0 ? first : Buffer.concat(this.#chunks);
        this.#chunks = [bytes];
        return bytes;
    }

    #keep(rest: Buffer): void {
        this.#chunks = rest.length > 0 ? [rest] : [];
        this.#byteCount = rest.length;
        this.#packetLength = undefined;
    }
}
