import { readBootSector, type FatLayout } from "./bootSector";
import { readDirectory, type DirectoryEntry } from "./directory";
import { FatError } from "./fatError";
import { findFatPartition, SECTOR_BYTES } from "./partition";

/** Reads bytes of a disk; returns fewer when it ends before. */
export type ReadDisk = (offset: number, length: number) => Promise<Buffer>;

/** A folder has at most 65,536 entries of 32 bytes (fatgen103, page 33). */
const MAX_FOLDER_BYTES = 65_536 * 32;

/** The most that is read at once of consecutive clusters. */
const MAX_READ_BYTES = 2 ** 20;

/**
 * The first FAT partition of a disk that a hostile guest may have written. No cluster is read twice: loops and shared
 * clusters are errors, so all files together are never larger than the disk.
 */
export class FatDisk {
    readonly #read: ReadDisk;
    readonly #layout: FatLayout;
    readonly #fat: Buffer;
    readonly #taken: Uint8Array;

    private constructor(read: ReadDisk, layout: FatLayout, fat: Buffer) {
        this.#read = read;
        this.#layout = layout;
        this.#fat = fat;
        this.#taken = new Uint8Array(layout.clustersEnd);
    }

    static async open(read: ReadDisk, diskBytes: number): Promise<FatDisk> {
        const partition = findFatPartition(await read(0, SECTOR_BYTES));
        const boot = await read(partition * SECTOR_BYTES, SECTOR_BYTES);
        const layout = readBootSector(boot, partition, diskBytes);
        const fat = await read(layout.fatOffset, layout.fatBytes);
        if (fat.length < layout.fatBytes) throw new FatError("it ends in the middle of its table");
        return new FatDisk(read, layout, fat);
    }

    /** Lists the root folder. */
    async root(): Promise<DirectoryEntry[]> {
        const { root } = this.#layout;
        if ("offset" in root) return readDirectory(await this.#read(root.offset, root.bytes));
        try {
            return await this.folder(root);
        } catch (error) {
            if (!(error instanceof FatError)) throw error;
            throw new FatError(`its root folder ${error.message}`, { cause: error });
        }
    }

    /** Lists a folder. */
    async folder({ cluster }: Pick<DirectoryEntry, "cluster">): Promise<DirectoryEntry[]> {
        const chunks: Buffer[] = [];
        let bytes = 0;
        for await (const chunk of this.#content(cluster)) {
            chunks.push(chunk);
            bytes += chunk.length;
            if (bytes > MAX_FOLDER_BYTES) throw new FatError("is larger than a folder can be");
        }
        return readDirectory(Buffer.concat(chunks));
    }

    /** Reads a file's content. */
    async *file({ cluster, bytes }: Pick<DirectoryEntry, "cluster" | "bytes">) {
        let missing = bytes;
        if (missing === 0) return;
        for await (const chunk of this.#content(cluster)) {
            yield chunk.subarray(0, missing);
            missing -= Math.min(missing, chunk.length);
            if (missing === 0) return;
        }
        throw new FatError("has less content than its size says");
    }

    /** Reads a chain of clusters. */
    async *#content(first: number): AsyncGenerator<Buffer, void, undefined> {
        const { clusterBytes, dataOffset } = this.#layout;
        let next: number | undefined = first;
        while (next !== undefined) {
            const start: number = next;
            let length = 0;
            do {
                this.#take(start + length);
                next = this.#after(start + length);
                length += 1;
            } while (next === start + length && (length + 1) * clusterBytes <= MAX_READ_BYTES);
            const wanted = length * clusterBytes;
            const chunk = await this.#read(dataOffset + (start - 2) * clusterBytes, wanted);
            if (chunk.length < wanted) throw new FatError("lies beyond the disk's end");
            yield chunk;
        }
    }

    #take(cluster: number): void {
        if (cluster < 2 || cluster >= this.#layout.clustersEnd)
            throw new FatError("has a cluster that is not on the disk");
        if (this.#taken[cluster] === 1) throw new FatError("shares clusters with another file");
        this.#taken[cluster] = 1;
    }

    /** The next cluster; undefined at the end of a chain. */
    #after(cluster: number): number | undefined {
        const { entryBytes } = this.#layout;
        const value =
            entryBytes === 4
                ? this.#fat.readUInt32LE(cluster * 4) & 0x0fffffff
                : this.#fat.readUInt16LE(cluster * 2);
        return value >= (entryBytes === 4 ? 0x0ffffff8 : 0xfff8) ? undefined : value;
    }
}
