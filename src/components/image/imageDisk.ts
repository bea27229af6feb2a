import type { FileHandle } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import { openRegular } from "../../diskImage/regularFile";
import type { BootGeometry } from "../../xp/hardware/ntfsHeads";

const SECTOR_BYTES = 512;

/** A disk in a file: as large as its guest sees it, read where that takes no tool. */
interface Disk {
    readonly bytes: number;
    /** Undefined where it cannot be told. */
    sector(number: number): Promise<Buffer | undefined>;
}

/**
 * What an image's boot sector says; undefined where no NTFS partition is active, and where the file is none that is read
 * here: raw and qcow2 are. What is wrong with a file otherwise the provider tells.
 */
export async function bootGeometryOf(file: string): Promise<BootGeometry | undefined> {
    let handle;
    try {
        handle = await openRegular(file);
        const disk = (await qcow2Disk(handle)) ?? (await rawDisk(handle));
        return await geometryIn(disk);
    } catch {
        return undefined; // it is not there, not ours to read, or damaged
    } finally {
        await handle?.close();
    }
}

async function geometryIn(disk: Disk): Promise<BootGeometry | undefined> {
    const start = activeNtfs(await disk.sector(0));
    const boot = start === undefined ? undefined : await disk.sector(start);
    if (boot === undefined || boot.toString("latin1", 3, 11) !== "NTFS    ") return undefined;
    return { diskBytes: disk.bytes, heads: boot.readUInt16LE(0x1a) };
}

const ACTIVE = 0x80;
const NTFS = 0x07;

/** Where the partition begins that a BIOS starts from, if that has the type of NTFS. */
function activeNtfs(first: Buffer | undefined): number | undefined {
    if (first?.readUInt16LE(510) !== 0xaa55) return undefined;
    const entry = [446, 462, 478, 494].find((at) => first.readUInt8(at) === ACTIVE);
    if (entry === undefined || first.readUInt8(entry + 4) !== NTFS) return undefined;
    return first.readUInt32LE(entry + 8);
}

async function rawDisk(handle: FileHandle): Promise<Disk> {
    const { size } = await handle.stat();
    return {
        bytes: size,
        sector: (number) => part(handle, number * SECTOR_BYTES, SECTOR_BYTES),
    };
}

// Offsets and bits from QEMU docs/interop/qcow2.txt.

/** Encrypted, on another image, with another compression or with subclusters: what is behind them is not read here. */
async function qcow2Disk(handle: FileHandle): Promise<Disk | undefined> {
    const header = await part(handle, 0, 104);
    if (header?.toString("latin1", 0, 4) !== "QFI\xfb") return undefined;
    const bits = header.readUInt32BE(20);
    const features = header.readUInt32BE(4) === 3 ? header.readBigUInt64BE(72) & ~DIRTY : 0n;
    const isPlain =
        header.readBigUInt64BE(8) === 0n && header.readUInt32BE(32) === 0 && features === 0n;
    const l1 = Number(header.readBigUInt64BE(40));
    return {
        bytes: Number(header.readBigUInt64BE(24)),
        sector: (number) =>
            isPlain && bits >= 9 && bits <= 21
                ? qcow2Sector(handle, { l1, bits }, number * SECTOR_BYTES)
                : Promise.resolve(undefined),
    };
}

/** Dirty refcounts and the mark of a damage: the tables are where they are. */
const DIRTY = 3n;

interface Tables {
    readonly l1: number;
    readonly bits: number;
}

async function qcow2Sector(
    handle: FileHandle,
    { l1, bits }: Tables,
    at: number,
): Promise<Buffer | undefined> {
    const cluster = Math.floor(at / 2 ** bits);
    const within = at % 2 ** bits;
    const perTable = 2 ** (bits - 3);
    const table = offsetIn(await entry(handle, l1, Math.floor(cluster / perTable)));
    const found = table === 0 ? 0n : await entry(handle, table, cluster % perTable);
    if ((found & COMPRESSED) !== 0n)
        return (await inflated(handle, found, bits)).subarray(within, within + SECTOR_BYTES);
    const place = (found & READS_AS_ZEROS) === 0n ? offsetIn(found) : 0;
    return place === 0 ? Buffer.alloc(SECTOR_BYTES) : part(handle, place + within, SECTOR_BYTES);
}

const COMPRESSED = 1n << 62n;
const READS_AS_ZEROS = 1n;
const OFFSET = 0x00fffffffffffe00n;

const offsetIn = (found: bigint) => Number(found & OFFSET);

async function entry(handle: FileHandle, table: number, index: number): Promise<bigint> {
    const found = await part(handle, table + index * 8, 8);
    if (found === undefined) throw new Error("the table ends before its entry");
    return found.readBigUInt64BE();
}

async function inflated(handle: FileHandle, found: bigint, bits: number): Promise<Buffer> {
    const width = BigInt(62 - (bits - 8));
    const place = Number(BigInt.asUintN(Number(width), found));
    const sectors = Number(BigInt.asUintN(62, found) >> width) + 1;
    const length = sectors * SECTOR_BYTES - (place % SECTOR_BYTES);
    // The last one may end with the file.
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, place);
    const options = { finishFlush: 2, maxOutputLength: 2 ** bits }; // Z_SYNC_FLUSH: what follows is another's
    return inflateRawSync(buffer.subarray(0, bytesRead), options);
}

/** Undefined where the file ends before. */
async function part(handle: FileHandle, at: number, length: number): Promise<Buffer | undefined> {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
    return bytesRead === length ? buffer : undefined;
}
