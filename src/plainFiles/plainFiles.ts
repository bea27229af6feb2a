import { isMissingFile, isNoDomain, type Domain, type Libvirt } from "../libvirt";
import { DomainUndefine } from "../libvirt/flags";
import { defineNeverStarted, targetAt, undefineNeverStarted } from "./neverStarted";

type Host = Pick<Libvirt, "call">;

/** libvirt returns at most 4 MiB at a time. */
const PIECE_BYTES = 2 ** 20;

/**
 * The bytes of host files that no pool lists: a pool would read a file's first bytes as an image header and open the files
 * that this names. Here they are raw disks of a domain that never runs, which libvirt opens without probing.
 */
export class PlainFiles {
    readonly #libvirt: Host;
    readonly #paths: readonly string[];
    #domain: Promise<Domain> | undefined;

    /** @param paths At most 26 files of one folder. They need not exist. */
    constructor(libvirt: Host, paths: readonly string[]) {
        this.#libvirt = libvirt;
        this.#paths = paths;
    }

    /** The size in bytes; undefined if there is no such file. */
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

    /** The bytes from one position up to another, which the file must have. */
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

    /** Removes the domain. The next call defines it again. */
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
            // A run that deleted the machine has removed this domain with it.
            if (known === undefined || !isNoDomain(error)) throw error;
            if (this.#domain === known) this.#domain = undefined;
            return ask(await this.#defined(), disk);
        }
    }

    #defined(): Promise<Domain> {
        return (this.#domain ??= defineNeverStarted(this.#libvirt, { read: this.#paths }));
    }
}

/** Runs `work` with files and removes the domain afterwards. */
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

/** Deletes a file, if there is one: libvirt deletes it as the NVRAM of a domain. */
export async function deletePlainFile(libvirt: Host, path: string): Promise<void> {
    const domain = await defineNeverStarted(libvirt, { deleted: path });
    await libvirt.call("domainUndefineFlags", { domain, flags: DomainUndefine.NVRAM });
}
