import { hasMagic, type ImageFormat, type ReadableImage, type ReadBytes } from "./image";
import { magic } from "./magics";

/** A disk byte for byte. It is recognised by the signature of its MBR, without which a BIOS does not boot it. */
export const rawDisk: ImageFormat = {
    format: "raw",
    driver: "raw",
    isFormatOf: (file) => hasMagic(file, magic("\x55\xaa", 510)),
    open: (file) => Promise.resolve(openRaw(file.source, file.bytes)),
};

export const openRaw = (read: ReadBytes, bytes: number): ReadableImage => ({
    capacityBytes: BigInt(bytes),
    read,
});
