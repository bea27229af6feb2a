import type { Codec } from "./codec";

/** Sixteen raw bytes on the wire, the canonical lower-case text in TypeScript. */
export const uuid: Codec<string> = {
    write: (writer, value) => writer.fixed(bytesOf(value)),
    read(reader) {
        const hex = reader.fixed(16).toString("hex");
        return [0, 8, 12, 16, 20].map((at, i, cuts) => hex.slice(at, cuts[i + 1])).join("-");
    },
};

const canonical = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function bytesOf(text: string): Buffer {
    if (!canonical.test(text)) {
        throw new RangeError(
            `"${text}" is not a UUID. ` +
                'Write one such as "6ba7b810-9dad-11d1-80b4-00c04fd430c8".',
        );
    }
    return Buffer.from(text.replaceAll("-", ""), "hex");
}
