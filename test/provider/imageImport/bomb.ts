import { deflateRawSync } from "node:zlib";

const CLUSTER_BITS = 21;
const CLUSTER_BYTES = 2 ** CLUSTER_BITS;
const PER_TABLE = CLUSTER_BYTES / 8;
const COPIED = 1n << 63n;
const COMPRESSED = 1n << 62n;

/**
 * A valid qcow2 image of a few MiB whose clusters are all the same compressed cluster (QEMU docs/interop/qcow2.txt): unpacked,
 * it is as large as its disk.
 */
export function bomb(diskBytes: number): Buffer {
    const clusters = Math.ceil(diskBytes / CLUSTER_BYTES);
    const tables = Math.ceil(clusters / PER_TABLE);
    const packed = deflateRawSync(Buffer.alloc(CLUSTER_BYTES, "bomb"), { level: 9 });
    const [l1, refcounts, l2] = [1, 2, 4].map((number) => number * CLUSTER_BYTES) as [
        number,
        number,
        number,
    ];
    const packedAt = l2 + tables * CLUSTER_BYTES;
    const sectors = Math.ceil(packed.length / 512) - 1;
    const entry =
        COMPRESSED | (BigInt(sectors) << BigInt(62 - (CLUSTER_BITS - 8))) | BigInt(packedAt);
    const image = Buffer.alloc(packedAt + CLUSTER_BYTES);
    image.write("QFI\xfb", "latin1");
    image.writeUInt32BE(3, 4);
    image.writeUInt32BE(CLUSTER_BITS, 20);
    image.writeBigUInt64BE(BigInt(diskBytes), 24);
    image.writeUInt32BE(tables, 36);
    image.writeBigUInt64BE(BigInt(l1), 40);
    image.writeBigUInt64BE(BigInt(refcounts), 48);
    image.writeUInt32BE(1, 56);
    image.writeUInt32BE(4, 96);
    image.writeUInt32BE(104, 100);
    for (let table = 0; table < tables; table += 1) {
        image.writeBigUInt64BE(COPIED | BigInt(l2 + table * CLUSTER_BYTES), l1 + table * 8);
    }
    image.writeBigUInt64BE(BigInt(refcounts + CLUSTER_BYTES), refcounts);
    for (let used = 0; used < 5 + tables; used += 1) {
        image.writeUInt16BE(used === 4 + tables ? 0xffff : 1, refcounts + CLUSTER_BYTES + used * 2);
    }
    for (let cluster = 0; cluster < clusters; cluster += 1) {
        image.writeBigUInt64BE(entry, l2 + cluster * 8);
    }
    packed.copy(image, packedAt);
    return image;
}
