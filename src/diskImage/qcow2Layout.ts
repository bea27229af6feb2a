import * as qcow2 from "./qcow2Header";

/** How a stored qcow2 file is laid out. */
export interface Qcow2Layout {
    readonly capacityBytes: number;
    readonly clusterSizeKiB: number;
    readonly extendedL2: boolean;
    /** With LUKS. */
    readonly isEncrypted: boolean;
    readonly backing: Qcow2Backing | undefined;
}

export interface Qcow2Backing {
    readonly file: string;
    /** Undefined if the file leaves the format to be probed. */
    readonly format: string | undefined;
}

/** QEMU puts the name of the backing file after the header and its extensions, in under 2 KiB. */
export const LAYOUT_BYTES = 4096;

/** Decodes the layout from the beginning of a file; undefined for other formats. */
export async function qcow2Layout(bytes: Buffer): Promise<Qcow2Layout | undefined> {
    const header = qcow2.decodeQcow2Header(bytes);
    if (header === undefined) return undefined;
    const read = (at: number, length: number) => Promise.resolve(bytes.subarray(at, at + length));
    const file = await qcow2.backingNameOf(read, header);
    let format;
    for await (const { type, data } of qcow2.extensionsOf(read, header))
        if (type === qcow2.EXTENSION.backingFormat) format ??= data.toString("utf8");
    return {
        capacityBytes: Number(header.capacityBytes),
        clusterSizeKiB: 2 ** (header.clusterBits - 10),
        extendedL2: header.isExtended,
        isEncrypted: header.encryption === qcow2.ENCRYPTION.luks,
        backing: file === undefined ? undefined : { file, format },
    };
}
