import { ProtocolError } from "../errors";
import { XdrReader } from "./reader";
import { XdrWriter } from "./writer";

/** How one type is encoded and decoded; side by side, so that the two cannot drift apart. */
export interface Codec<T> {
    write(writer: XdrWriter, value: T): void;
    read(reader: XdrReader): T;
}

/** The TypeScript type that a codec carries. */
export type Decoded<C> = C extends Codec<infer T> ? T : never;

export function encode<T>(codec: Codec<T>, value: T): Buffer {
    const writer = new XdrWriter();
    codec.write(writer, value);
    return writer.bytes();
}

/** Reads one value that must fill `bytes` exactly. */
export function decode<T>(codec: Codec<T>, bytes: Buffer): T {
    const reader = new XdrReader(bytes);
    const value = codec.read(reader);
    if (reader.remaining > 0) {
        throw new ProtocolError(
            `A message from libvirt has ${reader.remaining} bytes after its last member.`,
        );
    }
    return value;
}
