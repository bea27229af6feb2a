import { isMissingFile, isNoDomain, type Domain, type Libvirt } from "../libvirt";
import { DomainUndefine } from "../libvirt/flags";
import { defineNeverStarted, targetAt, undefineNeverStarted } from "./neverStarted";

type Host = Pick<Libvirt, "call">;

/** Of the 4 MiB that libvirt gives at a time. */
const PIECE_BYTES = 2 ** 20;

/**
 * Files of the host that no pool lists, as bytes: a pool would take a file's first bytes for the header of an image, and
 * open what that names. They are the raw disks of a domain that never runs, which libvirt opens by their names alone.
 */
export class PlainFiles {
    readonly #libvirt: Host;
    readonly #paths: readonly string[];
    #domain: Promise<Domain> | undefined;

    /** @param paths Of one folder, 26 at most; need not be there. */
    constructor(libvirt: Host, paths: readonly string[]) {
        this.#libvirt = libvirt;
        this.#paths = paths;
    }

    /** In bytes; undefined when there is no such file. */
    async size(path: string): Promise<number | undefined> {
        try {
            const { physical } = await this.#onDisk(path, (domain, disk) =>
                this.#libvirt.call("domainGetBlockInfo", { domain, disk }),
            );
            return Number(physical);
        } catch (error) {
            if (isMissingFile(error)) return undefined;
            throw error;
        }
    }

    /** The bytes from one place up to another, which must be there. */
    async read(path: string, from: number, to: number): Promise<Buffer> {
        const pieces: Uint8Array[] = [];
        for (let at = from; at < to; at += PIECE_BYTES) {
            const size = Math.min(PIECE_BYTES, to - at);
            pieces.push(
                await this.#onDisk(path, (domain, disk) =>
                    this.#libvirt.call("domainBlockPeek", {
                        domain,
                        disk,
                        offset: BigInt(at),
                        size,
                    }),
                ),
            );
        }
        return Buffer.concat(pieces);
    }

    /** Takes the domain away; the next call makes it anew. */
    async close(): Promise<void> {
        const domain = await this.#domain;
        this.#domain = undefined;
        if (domain !== undefined) await undefineNeverStarted(this.#libvirt, domain);
    }

    async #onDisk<T>(path: string, ask: (domain: Domain, disk: string) => Promise<T>): Promise<T> {
        const disk = targetAt(this.#paths.indexOf(path));
        const known = this.#domain;
        try {
            return await ask(await this.#defined(), disk);
        } catch (error) {
            // Whoever removed the machine has swept it away.
            if (known === undefined || !isNoDomain(error)) throw error;
            if (this.#domain === known) this.#domain = undefined;
            return ask(await this.#defined(), disk);
        }
    }

    #defined(): Promise<Domain> {
        return (this.#domain ??= defineNeverStarted(this.#libvirt, { read: this.#paths }));
    }
}

/** Does something with files, and leaves no domain. */
export async function withPlainFiles<T>(
    libvirt: Host,
    paths: readonly string[],
    work: (files: PlainFiles) => Promise<T>,
): Promise<T> {
    const files = new PlainFiles(libvirt, paths);
    try {
        return await work(files);
    } finally {
        await files.close();
    }
}

/** Deletes a file, if there is one: what a domain says is its firmware's memory goes with it. */
export async function deletePlainFile(libvirt: Host, path: string): Promise<void> {
    const domain = await defineNeverStarted(libvirt, { deleted: path });
    await libvirt.call("domainUndefineFlags", { domain, flags: DomainUndefine.NVRAM });
}
