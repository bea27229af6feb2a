import type { ImageFile } from "./imageFile";

const SECTOR_BYTES = 512;
const ENTRY_BYTES = 4;
const CHUNK_BYTES = 1 << 16;

/** Where the directory of a vmdk image is, and how many grains each of its tables has. */
export interface GrainDirectory {
    readonly at: number;
    readonly tables: number;
    readonly grainsPerTable: number;
}

/**
 * Refuses an image with a grain behind the end of the file, where QEMU silently reads zeros. VMware "Virtual Disk
 * Format 5.0", "Grain Directory" and "Grain Table".
 */
export async function checkGrains(
    file: ImageFile,
    { at, tables, grainsPerTable }: GrainDirectory,
): Promise<void> {
    const tableBytes = grainsPerTable * ENTRY_BYTES;
    const end = at + tables * ENTRY_BYTES;
    let readBytes = 0;
    for (let place = at; place < end; place += CHUNK_BYTES) {
        const directory = await file.read(place, Math.min(CHUNK_BYTES, end - place));
        for (const table of placesIn(directory)) {
            if (table === 0) continue;
            readBytes += tableBytes;
            if (readBytes > file.bytes) throw file.damaged("its tables overlap");
            const grains = await file.require(table, tableBytes, LOST);
            if (placesIn(grains).some((grain) => grain >= file.bytes)) throw file.cutShort(LOST);
        }
    }
}

const LOST = "part of its content";

/** The places in a table, in bytes. Sectors 0 and 1 mean "nothing" and "zeros", and exist in every file. */
const placesIn = (table: Buffer) =>
    Array.from(
        { length: Math.floor(table.length / ENTRY_BYTES) },
        (_, index) => table.readUInt32LE(index * ENTRY_BYTES) * SECTOR_BYTES,
    );
