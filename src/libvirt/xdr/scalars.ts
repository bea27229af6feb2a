import { ProtocolError } from "../errors";
import type { Codec } from "./codec";

const stringBytesMax = 4 * 1024 * 1024;

export const u32: Codec<number> = {
    write: (writer, value) => writer.u32(value),
    read: (reader) => reader.u32(),
};

export const i32: Codec<number> = {
    write: (writer, value) => writer.i32(value),
    read: (reader) => reader.i32(),
};

export const u64: Codec<bigint> = {
    write: (writer, value) => writer.u64(value),
    read: (reader) => reader.u64(),
};

export const i64: Codec<bigint> = {
    write: (writer, value) => writer.i64(value),
    read: (reader) => reader.i64(),
};

export const double: Codec<number> = {
    write: (writer, value) => writer.double(value),
    read: (reader) => reader.double(),
};

export const bool: Codec<boolean> = {
    write: (writer, value) => writer.u32(value ? 1 : 0),
    read(reader) {
        const value = reader.u32();
        if (value > 1) {
            throw new ProtocolError(`A boolean from libvirt is ${value}; it must be 0 or 1.`);
        }
        return value === 1;
    },
};

/** Variable-length bytes. */
export const opaque: Codec<Uint8Array> = {
    write(writer, value) {
        refuseAboveMax(value.length);
        writer.u32(value.length);
        writer.fixed(value);
    },
    read: (reader) => reader.fixed(lengthOf(reader.u32())),
};

/** UTF-8 text. */
export const string: Codec<string> = {
    write(writer, value) {
        // libvirt reads C strings: text after a NUL would be lost silently.
        if (value.includes("\0")) {
            throw new RangeError(
                `The text ${JSON.stringify(value.slice(0, 60))} contains a NUL character. Remove it.`,
            );
        }
        opaque.write(writer, Buffer.from(value, "utf8"));
    },
    read: (reader) => reader.fixed(lengthOf(reader.u32())).toString("utf8"),
};

function refuseAboveMax(byteCount: number): void {
    if (byteCount > stringBytesMax) {
        throw new RangeError(
            `A value of ${byteCount} bytes is longer than libvirt takes. ` +
                `Keep it at or below ${stringBytesMax} bytes.`,
        );
    }
}

function lengthOf(byteCount: number): number {
    if (byteCount > stringBytesMax) {
        throw new ProtocolError(
            `A value from libvirt claims ${byteCount} bytes; the limit is ${stringBytesMax}.`,
        );
    }
    return byteCount;
}
