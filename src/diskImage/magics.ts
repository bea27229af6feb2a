/** Bytes at a fixed place by which a format is recognised. */
export interface Magic {
    readonly at: number;
    readonly bytes: Buffer;
}

export const magic = (text: string, at = 0): Magic => ({ at, bytes: Buffer.from(text, "latin1") });

/** The formats of disk images, after libvirt (src/storage_file/storage_file_probe.c) and MS-VHDX 2.2.1. */
export const MAGICS = {
    qcow2: magic("QFI\xfb"),
    vmdk: magic("KDMV"),
    vdi: magic("\x7f\x10\xda\xbe", 64),
    vhd: magic("conectix"),
    vhdx: magic("vhdxfile"),
    qed: magic("QED\0"),
    esxSparse: magic("COWD"),
    parallels: magic("WithoutFreeSpace"),
    parallelsExtended: magic("WithouFreSpacExt"),
} as const;

export const startsWith = (head: Buffer, { at, bytes }: Magic): boolean =>
    head.subarray(at, at + bytes.length).equals(bytes);
