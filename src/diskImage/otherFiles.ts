import { imageNotDisk, type UserError } from "../errors";
import type { ImageFile } from "./imageFile";
import { hasMagic } from "./image";
import { magic, MAGICS, type Magic } from "./magics";
import { extentsOf, MAX_DESCRIPTOR_BYTES } from "./vmdkDescriptor";

interface OtherFile {
    readonly kind: string;
    readonly magic: Magic;
    readonly remedy: string;
}

const UNPACK = "Unpack it and name the image that is inside.";
const CONVERT = 'Convert it with "qemu-img convert -O qcow2".';
const INSTALL = "Install Windows XP from it first, and name the disk that it was installed on.";
const OVA = 'Unpack it with "tar xf" and name the vmdk image that is inside.';
const DOWNLOAD = "Download the image itself: this is a page about it, or about an error.";

/** Files that people name by mistake. */
const OTHER_FILES: readonly OtherFile[] = [
    { kind: "a gzip archive", magic: magic("\x1f\x8b"), remedy: UNPACK },
    { kind: "a bzip2 archive", magic: magic("BZh"), remedy: UNPACK },
    { kind: "an xz archive", magic: magic("\xfd7zXZ\0"), remedy: UNPACK },
    { kind: "a zstd archive", magic: magic("\x28\xb5\x2f\xfd"), remedy: UNPACK },
    { kind: "a zip archive", magic: magic("PK\x03\x04"), remedy: UNPACK },
    { kind: "a 7z archive", magic: magic("7z\xbc\xaf\x27\x1c"), remedy: UNPACK },
    { kind: "a rar archive", magic: magic("Rar!"), remedy: UNPACK },
    { kind: "a tar archive or an OVA", magic: magic("ustar", 257), remedy: OVA },
    { kind: "a CD image (ISO 9660)", magic: magic("CD001", 32769), remedy: INSTALL },
    { kind: "a CD image (UDF)", magic: magic("BEA01", 32769), remedy: INSTALL },
    { kind: "a Windows image (WIM)", magic: magic("MSWIM\0\0\0"), remedy: INSTALL },
    { kind: "a web page", magic: magic("<!DOCTYPE"), remedy: DOWNLOAD },
    { kind: "a web page", magic: magic("<!doctype"), remedy: DOWNLOAD },
    { kind: "a web page", magic: magic("<html"), remedy: DOWNLOAD },
    { kind: "a QED image", magic: MAGICS.qed, remedy: CONVERT },
    { kind: "an ESX sparse image", magic: MAGICS.esxSparse, remedy: CONVERT },
    { kind: "a Parallels image", magic: MAGICS.parallels, remedy: CONVERT },
    { kind: "a Parallels image", magic: MAGICS.parallelsExtended, remedy: CONVERT },
];

/** The refusal of a file that is no disk image, or only describes one. */
export async function otherFile(file: ImageFile): Promise<UserError | undefined> {
    for (const other of OTHER_FILES)
        if (await hasMagic(file, other.magic)) return imageNotDisk({ ...other, file: file.path });
    return bareDescriptor(file);
}

const DESCRIPTOR = magic("# Disk DescriptorFile");

/** A vmdk image can be a text that names the files with the content. */
async function bareDescriptor(file: ImageFile): Promise<UserError | undefined> {
    if (!(await hasMagic(file, DESCRIPTOR))) return undefined;
    const content = (await file.read(0, MAX_DESCRIPTOR_BYTES)).toString("latin1");
    const names = extentsOf(content).map((name) => `"${name.replace(/[^\x20-\x7e]/g, "?")}"`);
    const where = `its content is in ${names.slice(0, 3).join(", ") || "other files"}`;
    return file.inParts("vmdk", where);
}
