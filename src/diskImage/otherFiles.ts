import { imageInParts, imageNotDisk, type UserError } from "../errors";
import type { ImageFile } from "./imageFile";
import { has } from "./imageReader";
import { extentsOf } from "./vmdkDescriptor";

interface OtherFile {
    readonly kind: string;
    readonly at: number;
    readonly magic: Buffer;
    readonly remedy: string;
}

const bytes = (...list: readonly number[]) => Buffer.from(list);
const text = (value: string) => Buffer.from(value, "latin1");

const UNPACK = "Unpack it and name the image that is inside.";
const CONVERT = 'Convert it with "qemu-img convert -O qcow2".';
const INSTALL = "Install Windows XP from it first, and name the disk that it was installed on.";
const OVA = 'Unpack it with "tar xf" and name the vmdk image that is inside.';
const DOWNLOAD = "Download the image itself: this is a page about it, or about an error.";

/** What people name by mistake, told by its magic bytes. */
const OTHER_FILES: readonly OtherFile[] = [
    { kind: "a gzip archive", at: 0, magic: bytes(0x1f, 0x8b), remedy: UNPACK },
    { kind: "a bzip2 archive", at: 0, magic: text("BZh"), remedy: UNPACK },
    { kind: "an xz archive", at: 0, magic: text("\xfd7zXZ\0"), remedy: UNPACK },
    { kind: "a zstd archive", at: 0, magic: bytes(0x28, 0xb5, 0x2f, 0xfd), remedy: UNPACK },
    { kind: "a zip archive", at: 0, magic: text("PK\x03\x04"), remedy: UNPACK },
    { kind: "a 7z archive", at: 0, magic: text("7z\xbc\xaf\x27\x1c"), remedy: UNPACK },
    { kind: "a rar archive", at: 0, magic: text("Rar!"), remedy: UNPACK },
    { kind: "a tar archive or an OVA", at: 257, magic: text("ustar"), remedy: OVA },
    { kind: "a CD image (ISO 9660)", at: 32769, magic: text("CD001"), remedy: INSTALL },
    { kind: "a CD image (UDF)", at: 32769, magic: text("BEA01"), remedy: INSTALL },
    { kind: "a Windows image (WIM)", at: 0, magic: text("MSWIM\0\0\0"), remedy: INSTALL },
    { kind: "a web page", at: 0, magic: text("<!DOCTYPE"), remedy: DOWNLOAD },
    { kind: "a web page", at: 0, magic: text("<!doctype"), remedy: DOWNLOAD },
    { kind: "a web page", at: 0, magic: text("<html"), remedy: DOWNLOAD },
    { kind: "a QED image", at: 0, magic: text("QED\0"), remedy: CONVERT },
    { kind: "an ESX sparse image", at: 0, magic: text("COWD"), remedy: CONVERT },
    { kind: "a Parallels image", at: 0, magic: text("WithoutFreeSpace"), remedy: CONVERT },
    { kind: "a Parallels image", at: 0, magic: text("WithouFreSpacExt"), remedy: CONVERT },
];

/** The refusal of what is no disk image at all, or only a description of one. */
export async function otherFile(file: ImageFile): Promise<UserError | undefined> {
    for (const { kind, at, magic, remedy } of OTHER_FILES)
        if (await has(file, at, magic)) return imageNotDisk({ file: file.path, kind, remedy });
    return bareDescriptor(file);
}

const DESCRIPTOR = "# Disk DescriptorFile";
const MAX_DESCRIPTOR_BYTES = 20 * 512;

/** A vmdk image may be a text that names the files with the content. */
async function bareDescriptor(file: ImageFile): Promise<UserError | undefined> {
    if (!(await has(file, 0, DESCRIPTOR))) return undefined;
    const content = (await file.read(0, MAX_DESCRIPTOR_BYTES)).toString("latin1");
    const names = extentsOf(content).map((name) => `"${name.replace(/[^\x20-\x7e]/g, "?")}"`);
    const where = `its content is in ${names.slice(0, 3).join(", ") || "other files"}`;
    return imageInParts({ file: file.path, format: "vmdk", where });
}
