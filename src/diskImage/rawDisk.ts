import { has, type ImageReader } from "./imageReader";

/** A disk byte for byte: told by the signature at the end of its MBR, without which a BIOS does not boot it. */
export const rawDisk: ImageReader = {
    format: "raw",
    driver: "raw",
    isOf: (file) => has(file, 510, Buffer.of(0x55, 0xaa)),
    firstSectorOf: (file) => file.read(0, 512),
    capacityOf: (file) => Promise.resolve(BigInt(file.bytes)),
};
