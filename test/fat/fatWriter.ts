import { readBootSector, type FatLayout } from "../../src/fat/bootSector";
import type { FatType } from "../../src/fat/geometry";
import { formatted, MIB } from "./formatted";
import { rawEntries, type RawEntry } from "./rawEntries";

const PARTITION_SECTOR = 2048;

/** Writes to a disk in memory whatever a hostile guest could write. */
export class FatWriter {
    readonly disk: Buffer;
    readonly layout: FatLayout;
    #free = 3;
    readonly #used = new Map<number, number>();

    constructor(type: FatType = "fat16") {
        this.disk = formatted({ type, capacityBytes: (type === "fat16" ? 8 : 64) * MIB });
        const boot = this.disk.subarray(PARTITION_SECTOR * 512);
        this.layout = readBootSector(boot, PARTITION_SECTOR, this.disk.length);
    }

    /** Puts content into free clusters; returns the first. */
    store(content: Buffer): number {
        const { clusterBytes } = this.layout;
        const first = this.#free;
        const count = Math.max(1, Math.ceil(content.length / clusterBytes));
        content.copy(this.disk, this.#at(first));
        for (let cluster = first; cluster < first + count - 1; cluster += 1)
            this.link(cluster, cluster + 1);
        this.link(first + count - 1, 0xfffffff);
        this.#free += count;
        return first;
    }

    /** Sets the entry of a cluster. */
    link(cluster: number, next: number): void {
        const { entryBytes, fatOffset } = this.layout;
        const at = fatOffset + cluster * entryBytes;
        if (entryBytes === 4) this.disk.writeUInt32LE(next, at);
        else this.disk.writeUInt16LE(next & 0xffff, at);
    }

    /** Lists a file in a folder, by default in the root folder. */
    list(entry: RawEntry, folder = 0): void {
        const raw = rawEntries(entry);
        const used = this.#used.get(folder) ?? 0;
        raw.copy(this.disk, this.#startOf(folder) + used);
        this.#used.set(folder, used + raw.length);
    }

    file(name: string, content: Buffer | string, folder = 0): void {
        const bytes = Buffer.from(content);
        const cluster = bytes.length === 0 ? 0 : this.store(bytes);
        this.list({ name, cluster, bytes: bytes.length }, folder);
    }

    /** Makes a folder of one cluster, and returns it. */
    folder(name: string, parent = 0): number {
        const cluster = this.store(Buffer.alloc(0));
        this.list({ name, attributes: 0x10, cluster }, parent);
        return cluster;
    }

    #startOf(folder: number): number {
        const { root } = this.layout;
        if (folder !== 0) return this.#at(folder);
        return "cluster" in root ? this.#at(root.cluster) : root.offset;
    }

    #at(cluster: number): number {
        return this.layout.dataOffset + (cluster - 2) * this.layout.clusterBytes;
    }
}
